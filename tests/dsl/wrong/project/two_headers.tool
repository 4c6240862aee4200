library atlas { title: "Atlas" }
library second { title: "Second" }

#! TW0902 2:9 a file has one `scenario` or `library`
