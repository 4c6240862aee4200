edition 1

scenario small_world {
  title: "Two cities",
  domain: geography,
  version: "1.0.0",
  license: "CC0-1.0",
}

entity City key id {
  "A city."
  id: str,
  name: str(1..40) "English name",
  population: int(0..) "Number of people who live there",
  elevation: int(unit="m") "Height above the sea",
}

data City {
  | id     | name   | population | elevation |
  | "oslo" | "Oslo" |    717_710 |        23 |
  | "bern" | "Bern" |    134_794 |       542 |
}

explore 7 seed 3 { single_hop: 2, parallel_single_hop: 2, multi_hop: 1, parallel_multi_hop: 2 }

#! TW0680 24:1 1 `multi_hop` tasks are asked for, and 0 can be made
#! TW0680 24:1 2 `parallel_multi_hop` tasks are asked for, and 0 can be made
