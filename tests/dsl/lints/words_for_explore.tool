scenario a { title: "A" }
entity City key id { "A city." id: str, name: str "Its English name.", mayor: str }
entity Author key id { id: str, born_in: City "Where the author was born." }
data City { | id | name | mayor | | "x" | "Oslo" | "Ada" | | "y" | "Bergen" | "Bo" | }
data Author { | id | born_in | | "a" | "x" | | "b" | "y" | }
explore 20 seed 7 { single_hop: 10, multi_hop: 10, hops: 2..3 }
#! TW0807 2:72 `explore` asks about `mayor`, and nothing says what it is
#! TW0807 3:8 `explore` asks about `Author`, and nothing says what it is
