library untitled { domain: geography }

#! TW0907 1:9 a library needs a `title`
