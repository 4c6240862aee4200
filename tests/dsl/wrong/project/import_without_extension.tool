library atlas { title: "Atlas" }
import City from "geo"
import Town from "C:\\geo.tool"
import Lake from "/geo.tool"

#! TW0913 2:18 `geo` is not a .tool file
#! TW0903 3:18 a path is written with forward slashes
#! TW0903 4:18 a path is relative to the file that names it
