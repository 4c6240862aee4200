edition 1

scenario shop_orders {
  title: "Help desk of a small web shop",
  domain: retail,
  tags: ["stateful", "transactions"],
  version: "1.0.0",
  license: "CC0-1.0",
  clock: "2026-03-01T09:00:00",
  policy: """
    An order can be changed or cancelled until it has been shipped. A cancelled
    order is refunded in full, and its goods go back on the shelf.
    """,
}

enum OrderStatus {
  "Where an order stands."
  open "not shipped yet",
  shipped "on its way",
  delivered "with the customer",
  cancelled "called off and refunded",
}

entity Customer key id {
  "Somebody who buys in the shop."
  id: str(pattern="c[0-9]{2}"),
  name: str(1..80) "Full name",
  email: str(pattern="[^@ ]+@[^@ ]+") "E-mail address",
  city: str(1..60) "City of the delivery address",
}

@check(stock <= 500)
entity Product key sku {
  "Something that the shop sells."
  sku: str(pattern="P[0-9]{3}"),
  title: str(1..60) "Name of the product",
  price: float(0.01..10000.0, unit="EUR") "Price of one piece",
  stock: int(0..) "Pieces on the shelf",
}

entity Order key id {
  "An order of one customer."
  id: str(pattern="A[0-9]{4}") "Order number",
  customer: Customer,
  status: OrderStatus = "open",
  placed_on: date,
}

entity OrderLine key order, product {
  "How many pieces of one product an order holds."
  order: Order,
  product: Product,
  quantity: int(1..99),
}

entity Refund key id {
  "Money paid back for a cancelled order."
  id: str,
  order: Order,
  amount: float(0.0.., unit="EUR"),
}

data Customer from "data/customers.csv"

data Product from "data/products.csv"

data Order from "data/orders.csv"

data OrderLine from "data/order_lines.csv"

data Refund from "data/refunds.csv"

error UnknownCustomer(email: str) $"No customer uses the address {email}."
error UnknownOrder(order: str) $"There is no order {order}."
error UnknownProduct(product: str) $"No product is called {product}."
error NoOpenOrder(email: str) $"The customer with the address {email} has no open order."
error NoDelivery(email: str) $"Nothing has been delivered to {email} yet."
error NotOpen(order: str) $"Order {order} is closed and can no longer be changed."
error NotOrdered(order: str, product: str) $"Order {order} does not hold {product}."
error OutOfStock(product: str) $"There are not enough pieces of {product} left."

fn total(order: Order) -> float =
  round(sum([l.product.price * l.quantity for l in OrderLine if l.order == order]), 2)

tool open_order(email: str(pattern="[^@ ]+@[^@ ]+") "E-mail address of the customer.")
  -> { order: str }
  fails UnknownCustomer, NoOpenOrder
{
  "Number of the open order of a customer."
  let customer = first([c for c in Customer if c.email == email]) ?? fail UnknownCustomer(email)
  let found = first([o for o in Order if o.customer == customer and o.status == "open"])
    ?? fail NoOpenOrder(email)
  return { order: found.id }
}

tool order_total(order: str "Number of the order.") -> { total: float }
  fails UnknownOrder
{
  "What all pieces of an order cost together, in euros."
  let found = Order[order] ?? fail UnknownOrder(order)
  return { total: total(found) }
}

tool cancel_order(order: str "Number of the order.") -> { refunded: float }
  fails UnknownOrder, NotOpen
  writes Order, Product, Refund
{
  "Cancel an open order, put its goods back on the shelf and refund it."
  let found = Order[order] ?? fail UnknownOrder(order)
  require found.status == "open" else NotOpen(order)
  for line in [l for l in OrderLine if l.order == found] {
    update line.product { stock: line.product.stock + line.quantity }
  }
  update found { status: "cancelled" }
  let refund = insert Refund { id: next_id("r"), order: found, amount: total(found) }
  return { refunded: refund.amount }
}

tool set_quantity(
  order: str "Number of the order.",
  product: str(1..60) "Name of the product.",
  quantity: int(1..99) "New number of pieces.",
) -> { total: float }
  fails UnknownOrder, UnknownProduct, NotOpen, NotOrdered, OutOfStock
  writes OrderLine, Product
{
  "Change the number of pieces of a product on an open order. Shows the new total."
  let found = Order[order] ?? fail UnknownOrder(order)
  require found.status == "open" else NotOpen(order)
  let item = first([p for p in Product if p.title == product]) ?? fail UnknownProduct(product)
  let line = OrderLine[found, item] ?? fail NotOrdered(order, product)
  let more = quantity - line.quantity
  require more <= item.stock else OutOfStock(product)
  update item { stock: item.stock - more }
  update line { quantity: quantity }
  return { total: total(found) }
}

@distractor
tool customer_city(email: str(pattern="[^@ ]+@[^@ ]+") "E-mail address of the customer.")
  -> { city: str }
  fails UnknownCustomer
{
  "City to which the goods of a customer are sent."
  let customer = first([c for c in Customer if c.email == email]) ?? fail UnknownCustomer(email)
  return { city: customer.city }
}

@distractor
tool product_stock(product: str(1..60) "Name of the product.") -> { stock: int }
  fails UnknownProduct
{
  "How many pieces of a product are on the shelf."
  let item = first([p for p in Product if p.title == product]) ?? fail UnknownProduct(product)
  return { stock: item.stock }
}

@distractor
tool last_delivery(email: str(pattern="[^@ ]+@[^@ ]+") "E-mail address of the customer.")
  -> { placed_on: date }
  fails UnknownCustomer, NoDelivery
{
  "When a customer placed the newest order that has been delivered."
  let customer = first([c for c in Customer if c.email == email]) ?? fail UnknownCustomer(email)
  let found = first([
    o for o in Order
    if o.customer == customer and o.status == "delivered"
    sort by o.placed_on desc, o.id
  ]) ?? fail NoDelivery(email)
  return { placed_on: found.placed_on }
}

task cancel_the_open_order {
  kind multi_hop
  each o in [o for o in Order if o.status == "open"]
  ask $"I am {o.customer.name} ({o.customer.email}). Please cancel my open order. How many euros do I get back?"
  ask $"Hello, this is {o.customer.name}, my address is {o.customer.email}. I do not want my open order any more. Please cancel it and tell me the refund in euros."
  step mine = open_order(email=o.customer.email)
    asks $"Which order of {o.customer.email} is open?"
    gives mine.order
  step refund = cancel_order(order=mine.order)
    asks $"Cancel order {mine.order}. How much is refunded?"
    gives refund.refunded
  answer refund.refunded within 0.005 phrased $"{answer:.2f} EUR"
  goal Order[o.id]?.status == "cancelled" and count([r for r in Refund if r.order.id == o.id]) == 1
}

task more_pieces_then_total {
  kind multi_hop
  each l in [l for l in OrderLine if l.order.status == "open" and l.product.stock >= 2]
  let buyer = l.order.customer
  let wanted = l.quantity + 2
  ask $"I am {buyer.name} ({buyer.email}). Please change the number of pieces of \"{l.product.title}\" on my open order to {wanted}. What does the order cost then, in euros?"
  ask $"My address is {buyer.email}. On my open order I need {wanted} pieces of \"{l.product.title}\". Please change that and tell me the new total in euros."
  step mine = open_order(email=buyer.email)
    asks $"Which order of {buyer.email} is open?"
    gives mine.order
  step change = set_quantity(order=mine.order, product=l.product.title, quantity=wanted)
    asks $"Set \"{l.product.title}\" on order {mine.order} to {wanted} pieces. What is the new total?"
    gives change.total
  answer change.total within 0.005 phrased $"{answer:.2f} EUR"
  goal OrderLine[l.order.id, l.product.sku]?.quantity == wanted
}

task cost_of_the_open_order {
  kind multi_hop
  each o in [o for o in Order if o.status == "open"]
  ask $"I am {o.customer.name} ({o.customer.email}). What does my open order cost, in euros?"
  ask $"How many euros is the open order of the customer with the address {o.customer.email} worth?"
  step mine = open_order(email=o.customer.email)
    asks $"Which order of {o.customer.email} is open?"
    gives mine.order
  step cost = order_total(order=mine.order)
    asks $"What is the total of order {mine.order}?"
    gives cost.total
  answer cost.total within 0.005 phrased $"{answer:.2f} EUR"
}

test "only an open order can be cancelled" {
  for o in [o for o in Order if o.status != "open"] {
    expect cancel_order(order=o.id) fails NotOpen
  }
}

test "a failing tool changes nothing" {
  for l in [l for l in OrderLine if l.order.status == "open" take 5] {
    let before = Product[l.product.sku]?.stock
    expect set_quantity(order=l.order.id, product=l.product.title, quantity=99) fails OutOfStock
    expect Product[l.product.sku]?.stock == before
    expect OrderLine[l.order.id, l.product.sku]?.quantity == l.quantity
  }
}

test "cancelling refunds the total and puts the goods back" {
  for l in [l for l in OrderLine if l.order.status == "open" take 1] {
    let cost = order_total(order=l.order.id).total
    let before = l.product.stock
    expect cancel_order(order=l.order.id).refunded == cost
    expect Product[l.product.sku]?.stock == before + l.quantity
    expect cancel_order(order=l.order.id) fails NotOpen
  }
}

test "nobody has two open orders" {
  let open = [o.customer.id for o in Order if o.status == "open"]
  expect count(distinct(open)) == count(open)
}

scale {
  seed 13
  level scaled { parameters: 2, toolset: 3 }
  level hard { toolset: 4, functionality: 2, parameters: 3, types: 2 }
}

reward { max_turns: 8 }
