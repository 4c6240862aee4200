library atlas { title: "Atlas" }
record Place { a: integer(1..20), b: string(1..40) }

#! TW0202 2:19 there is no type `integer`
#! TW0202 2:38 there is no type `string`
#! fixed
