library shop { title: "Shop" }
entity Ware key id {
  id: str,
  price: float(0.0..) unit "EUR" = 1.0,
  weight: int unit="g",
}

#! TW0101 4:23 the unit of a number stands in the brackets of its type
#! TW0101 5:15 the unit of a number stands in the brackets of its type
#! fixed
