scenario x {
  title: "Cities"
  domain: geography,
}

#! TW0102 2:18 `,` is missing before `domain`
#! keeps nothing
#! poisons x
