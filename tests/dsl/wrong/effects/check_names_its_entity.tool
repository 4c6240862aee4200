library atlas { title: "Atlas" }
@check(Member.joined > "2020-01-01")
entity Member key id { id: str, joined: date }
data Member { | id | joined | | "a" | "2024-01-01" | }

#! TW0321 2:8 a check cannot read the rows of `Member`
