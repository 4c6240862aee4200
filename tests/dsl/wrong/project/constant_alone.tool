const A = 1

#! TW0902 1:1 this file does not say what it is
