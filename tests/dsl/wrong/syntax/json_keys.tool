library atlas { "title": "Atlas", "domain": "geography" }

#! TW0101 1:17 this string cannot stand here after `{`
