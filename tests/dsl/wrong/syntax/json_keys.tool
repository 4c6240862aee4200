library atlas { "title": "Atlas", "domain": "geography" }

#! TW0101 1:17 names have no quotes here
#! TW0101 1:35 names have no quotes here
#! fixed
