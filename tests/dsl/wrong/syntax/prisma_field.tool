library atlas { title: "Atlas" }
entity City key id {
  id String @id
  name String?
}

#! TW0101 3:6 `String` cannot stand here after `id`
