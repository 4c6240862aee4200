# Only a comment.

#! TW0114 1:1 there is no declaration in this file
#! keeps nothing
#! poisons nothing
