edition 1

entity City key id {
  id: str "Short name"
  name: str,
}

entity Town key id {
  id: str,
}

#! TW0102 4:23 `,` is missing before `name`
#! keeps EntityDecl
#! poisons City
