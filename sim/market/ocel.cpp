#include "sim/market/ocel.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/base/enum_names.hpp"

namespace ordersim::market {
namespace {

constexpr std::string_view kStart = "{\"objectTypes\":[\n{\"name\":\"order\"";
constexpr std::size_t kPiece = 1U << 16U;

struct Attribute {
    std::string_view name;
    std::string_view type;
};

std::string type_text(std::string_view name, std::initializer_list<Attribute> attributes) {
    std::string text = fmt::format("{{\"name\":\"{}\",\"attributes\":[", name);
    std::string_view separator;
    for (const Attribute& attribute : attributes) {
        text += fmt::format("{}{{\"name\":\"{}\",\"type\":\"{}\"}}", separator, attribute.name,
                            attribute.type);
        separator = ",";
    }
    return text + "]}";
}

std::string event_types() {
    std::string text;
    for (std::size_t i = 0; i < enum_count<order::CommandKind>; ++i) {
        text += text.empty() ? "" : ",\n";
        text += type_text(enum_name(static_cast<order::CommandKind>(i)),
                          {{"lifecycle", "string"},
                           {"resource", "string"},
                           {"role", "string"},
                           {"seq", "integer"},
                           {"order_state", "string"},
                           {"cause", "string"},
                           {"amount_minor", "integer"},
                           {"currency", "string"}});
    }
    return text;
}

std::string value_text(std::string_view name, std::string_view value) {
    return fmt::format("{{\"name\":\"{}\",\"value\":\"{}\"}}", name, value);
}

std::string dated_text(std::string_view name, std::string_view value, SimTime at) {
    return fmt::format("{{\"name\":\"{}\",\"value\":\"{}\",\"time\":\"{}\"}}", name, value,
                       time_text(at));
}

std::string relation(std::string_view id, std::string_view qualifier) {
    return fmt::format("{{\"objectId\":\"{}\",\"qualifier\":\"{}\"}}", id, qualifier);
}

std::string object_text(std::string_view id, std::string_view type, std::string_view attributes,
                        std::string_view relations) {
    return fmt::format(
        "{{\"id\":\"{}\",\"type\":\"{}\",\"attributes\":[{}],\"relationships\":[{}]}}", id, type,
        attributes, relations);
}

void append(std::string& list, std::string_view item) {
    list += list.empty() ? "" : ",";
    list += item;
}

}  // namespace

std::string_view ocel_start() { return kStart; }

OcelWriter::OcelWriter(std::string_view policy, std::string_view currency)
    : policy_(json_text(policy)), currency_(json_text(currency)) {}

std::string OcelWriter::head() const {
    std::string text(kStart);
    const std::string order = type_text("order", {{"policy", "string"},
                                                  {"payment_method", "string"},
                                                  {"currency", "string"},
                                                  {"amount_minor", "integer"},
                                                  {"state", "string"}});
    text += order.substr(order.find(",\"attributes\""));
    for (const std::string_view type : {"buyer", "seller"}) {
        text += ",\n" + type_text(type, {});
    }
    for (const std::string_view type : {"cancel_request", "support_case", "dispute", "shipment"}) {
        text += ",\n" + type_text(type, {{"state", "string"}});
    }
    text += ",\n" + type_text("refund", {{"kind", "string"},
                                         {"amount_minor", "integer"},
                                         {"state", "string"}});
    return text + "],\n\"eventTypes\":[\n" + event_types() + "],\n\"events\":[\n";
}

void OcelWriter::begin_order(const LoggedEvent& event) {
    has_order_ = true;
    parts_.clear();
    current_ = {};
    refunds_ = {};
    last_ = LoggedEvent{.at = event.at, .order = event.order};
    order_attributes_ = dated_text("policy", policy_, event.at);
    append(order_attributes_, dated_text("payment_method", enum_name(event.method), event.at));
    append(order_attributes_, dated_text("currency", currency_, event.at));
    if (event.amount > Money{}) {
        append(order_attributes_,
               dated_text("amount_minor", fmt::format("{}", event.amount.minor), event.at));
    }
}

void OcelWriter::end_order() {
    const std::uint32_t number = last_.order.value;
    std::string relations = relation(fmt::format("buyer-{}", number), "placed by");
    append(relations, relation(fmt::format("seller-{}", last_.seller.value), "sold by"));
    std::string text;
    for (const Part& part : parts_) {
        append(relations, relation(part.id, "has"));
        text += ",\n" + object_text(part.id, part.type, part.attributes, "");
    }
    text = object_text(fmt::format("ORD-{}", number), "order", order_attributes_, relations) +
           ",\n" + object_text(fmt::format("buyer-{}", number), "buyer", "", "") + text;
    if (sellers_.insert(last_.seller.value).second) {
        text += ",\n" +
                object_text(fmt::format("seller-{}", last_.seller.value), "seller", "", "");
    }
    objects_.append(has_objects_ ? ",\n" + text : text);
    has_objects_ = true;
    has_order_ = false;
}

std::size_t OcelWriter::open_part(std::string_view type, std::string_view prefix) {
    const auto same = std::count_if(parts_.begin(), parts_.end(),
                                    [type](const Part& part) { return part.type == type; });
    parts_.push_back({fmt::format("{}-{}-{}", prefix, last_.order.value, same + 1), type, {}});
    return parts_.size();
}

void OcelWriter::state(std::size_t part, SimTime at, std::string_view name,
                       std::string_view value) {
    append(parts_[part - 1].attributes, dated_text(name, value, at));
}

void OcelWriter::follow_request(const LoggedEvent& event, std::vector<std::size_t>& touched) {
    std::size_t& current = current_[static_cast<std::size_t>(Slot::request)];
    const order::RequestState before = last_.after.request;
    const order::RequestState after = event.after.request;
    if (after == before && !is_open(after)) {
        return;
    }
    // What is closed stays so: another state, or the same one again, is another request's.
    if (after != order::RequestState::none && (current == 0 || !is_open(before))) {
        current = open_part("cancel_request", "REQ");
    }
    if (current == 0) {
        return;
    }
    touched.push_back(current);
    if (after != before) {
        state(current, event.at, "state", enum_name(after));
    }
}

void OcelWriter::follow_case(const LoggedEvent& event, std::vector<std::size_t>& touched) {
    const order::CaseState before = last_.after.case_;
    const order::CaseState after = event.after.case_;
    if (after == before && !is_open(after)) {
        return;
    }
    const bool was_dispute = last_.after.order == order::OrderState::dispute;
    const bool is_dispute = event.after.order == order::OrderState::dispute || was_dispute;
    const auto slot = static_cast<std::size_t>(is_dispute ? Slot::dispute : Slot::support_case);
    std::size_t& current = current_[slot];
    // A case that becomes a dispute when the parcel leaves goes on as one.
    const bool goes_on = is_open(before) && (!is_dispute || was_dispute);
    if (after != order::CaseState::none && (current == 0 || !goes_on)) {
        current = is_dispute ? open_part("dispute", "DSP") : open_part("support_case", "CASE");
    }
    if (current == 0) {
        return;
    }
    touched.push_back(current);
    if (after != before || !goes_on) {
        state(current, event.at, "state", enum_name(after));
    }
}

void OcelWriter::follow_shipment(const LoggedEvent& event, std::vector<std::size_t>& touched) {
    std::size_t& current = current_[static_cast<std::size_t>(Slot::shipment)];
    const order::ShipmentState after = event.after.shipment;
    if (after == last_.after.shipment) {
        return;
    }
    if (current == 0) {
        current = open_part("shipment", "SHP");
    }
    touched.push_back(current);
    state(current, event.at, "state", enum_name(after));
}

void OcelWriter::follow_refunds(const LoggedEvent& event, std::vector<std::size_t>& touched) {
    order::RefundKind kind = event.refund;
    if (event.refunds > last_.refunds) {
        const bool is_settlement =
            is_outstanding(event.settlement) && !is_outstanding(last_.settlement);
        kind = is_settlement                     ? order::RefundKind::settlement
               : is_terminal(event.after.order) ? order::RefundKind::late_payment
                                                : order::RefundKind::goodwill;
        std::size_t& opened = refunds_[static_cast<std::size_t>(kind)];
        opened = open_part("refund", "REF");
        state(opened, event.at, "kind", enum_name(kind));
        state(opened, event.at, "state", "created");
    } else if (!is_about_refund(event.command)) {
        return;
    }
    const std::size_t current = refunds_[static_cast<std::size_t>(kind)];
    if (current == 0) {
        return;
    }
    touched.push_back(current);
    if (is_about_refund(event.command)) {
        state(current, event.at, "state", enum_name(event.command));
        if (event.amount > Money{}) {
            state(current, event.at, "amount_minor", fmt::format("{}", event.amount.minor));
        }
    }
}

std::vector<std::size_t> OcelWriter::parts_of(const LoggedEvent& event) {
    std::vector<std::size_t> touched;
    follow_request(event, touched);
    follow_case(event, touched);
    follow_shipment(event, touched);
    follow_refunds(event, touched);
    return touched;
}

std::string OcelWriter::event(const LoggedEvent& event) {
    if (has_order_ && event.order != last_.order) {
        end_order();
    }
    if (!has_order_) {
        begin_order(event);
    }
    const std::vector<std::size_t> touched = parts_of(event);
    if (event.after.order != last_.after.order) {
        append(order_attributes_, dated_text("state", enum_name(event.after.order), event.at));
    }
    last_ = event;
    std::string relations = relation(fmt::format("ORD-{}", event.order.value), "order");
    append(relations, relation(fmt::format("buyer-{}", event.order.value), "buyer"));
    append(relations, relation(fmt::format("seller-{}", event.seller.value), "seller"));
    for (const std::size_t part : touched) {
        append(relations, relation(parts_[part - 1].id, parts_[part - 1].type));
    }
    std::string attributes = value_text("lifecycle", "complete");
    append(attributes, value_text("resource", resource_text(event)));
    append(attributes, value_text("role", enum_name(event.actor)));
    append(attributes, value_text("seq", fmt::format("{}", event.version)));
    append(attributes, value_text("order_state", enum_name(event.after.order)));
    append(attributes, value_text("cause", cause_text(event)));
    if (event.amount > Money{}) {
        append(attributes, value_text("amount_minor", fmt::format("{}", event.amount.minor)));
        append(attributes, value_text("currency", currency_));
    }
    const std::string_view separator = has_events_ ? ",\n" : "";
    has_events_ = true;
    return fmt::format("{}{{\"id\":\"{}-{}\",\"type\":\"{}\",\"time\":\"{}\",\"attributes\":[{}],"
                       "\"relationships\":[{}]}}",
                       separator, event.order.value, event.version, enum_name(event.command),
                       time_text(event.at), attributes, relations);
}

std::string OcelWriter::tail_piece() {
    if (tail_step_ == 0) {
        if (has_order_) {
            end_order();
        }
        tail_step_ = 1;
        return "],\n\"objects\":[\n";
    }
    if (tail_step_ == 1) {
        const std::string piece = objects_.read(taken_, kPiece);
        taken_ += piece.size();
        if (!piece.empty()) {
            return piece;
        }
        tail_step_ = 2;
        return "]}\n";
    }
    return {};
}

}  // namespace ordersim::market
