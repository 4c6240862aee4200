library atlas { title = "Atlas", domain = geography }

#! TW0101 1:23 `=` cannot stand here after `title`
