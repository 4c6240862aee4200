library atlas { title: "Atlas" }
record Place {
  a: string,
  b: integer,
  c: number,
  d: boolean,
  e: Int,
  f: String,
  g: timestamp,
  h: text,
  i: decimal,
  j: uuid,
  k: any,
  l: object,
  m: json,
  n: array,
}

#! TW0202 3:6 there is no type `string`
#! TW0202 4:6 there is no type `integer`
#! TW0202 5:6 there is no type `number`
#! TW0202 6:6 there is no type `boolean`
#! TW0202 7:6 there is no type `Int`
#! TW0202 8:6 there is no type `String`
#! TW0202 9:6 there is no type `timestamp`
#! TW0202 10:6 there is no type `text`
#! TW0202 11:6 there is no type `decimal`
#! TW0202 12:6 there is no type `uuid`
#! TW0202 13:6 there is no type `any`
#! TW0202 14:6 there is no type `object`
#! TW0202 15:6 there is no type `json`
#! TW0202 16:6 there is no type `array`
