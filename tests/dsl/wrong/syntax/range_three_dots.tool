library atlas { title: "Atlas" }
record Size { width: int(1...9) }

#! TW0101 2:29 `.` cannot stand here after `.`
