edition 1
scenario explorations { title: "Sums that do not add up" }

entity City key id { id: str "Key." }
data City { | id | | "oslo" | }

explore 10 seed 3 { single_hop: 8, multihop: 1, multi_hop: 4, hops: 4..2, width: 1..3 }
explore 5 {}
#! TW0612 7:1 10 tasks are asked for, and the kinds make 12
#! TW0905 7:36 an exploration has no setting `multihop`
#! TW0906 7:69 a number or a range from 2 to 8
#! TW0906 7:82 a number or a range from 2 to 8
#! TW0902 8:1 a file has one `explore`
