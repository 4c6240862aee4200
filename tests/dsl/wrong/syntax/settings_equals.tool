library atlas { title = "Atlas", domain = geography }

#! TW0101 1:23 a name and its value are parted by `:`
#! TW0101 1:41 a name and its value are parted by `:`
#! fixed
