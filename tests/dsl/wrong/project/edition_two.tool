edition 2
library atlas { title: "Atlas" }

#! TW0116 1:9 there is no edition 2
