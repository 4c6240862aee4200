library a { title: "A" }
entity Road key id {
  id: str,
  length: float(0.0..) "From end to end",
  length_km: float(0.0..) "From end to end",
  width_m: int "Between the kerbs",
  toll_eur: float? "What a car pays",
  price: float "In euros, for each car",
  share: float "Share of the traffic",
  depth: float(0.0.., unit="m") "Of the foundation",
  km: int "Where it begins",
  lanes_m: int(
    1..4,
  ) "How wide its lanes are",
}
data Road from "roads.csv"
#! TW0809 4:11 `length` does not say in which unit it is
#! TW0809 5:14 `length_km` has its unit in its name alone
#! TW0809 6:12 `width_m` has its unit in its name alone
#! TW0809 7:13 `toll_eur` has its unit in its name alone
#! TW0809 12:12 `lanes_m` has its unit in its name alone
