library atlas { title: "Atlas" }
record Place {
  a: List[str],
  b: Array[int],
  c: Optional[str],
  d: Set[str],
  e: dict[str, int],
  f: Literal["a", "b"],
  g: Union[str, int],
}

#! TW0202 3:6 there is no type `List`
#! TW0202 4:6 there is no type `Array`
#! TW0202 5:6 there is no type `Optional`
#! TW0202 6:6 there is no type `Set`
#! TW0202 7:6 there is no type `dict`
#! TW0202 8:6 there is no type `Literal`
#! TW0202 9:6 there is no type `Union`
