#include "sim/base/enum_names.hpp"
#include "sim/market/event_log.hpp"

#include "tests/fuzz/any_event.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/scratch.hpp"
#include "tests/support/plain_params.hpp"
#include "tests/support/policies.hpp"

#include <boost/json/parse.hpp>
#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <map>
#include <set>
#include <sstream>
#include <vector>

// The event logs that are written case by case, XES and OCEL, of any events of a few orders in any
// states, under a policy of any name. What was written must be XML and JSON, tell the events of
// each order by version, and speak of no object, type or attribute that it does
// not hold.

using namespace ordersim;
using fuzz::Bytes;
using fuzz::require;
using metrics::OrderEvent;

namespace {

constexpr std::size_t kEventsMax = 60;
constexpr std::uint32_t kOrders = 4;

/// The versions of each order's events.
using Versions = std::map<std::uint32_t, std::multiset<std::uint32_t>>;

/// "12-7" for version 7 of order 12.
std::vector<std::string> names_of(const Versions::value_type& order) {
    std::vector<std::string> names;
    for (const std::uint32_t version : order.second) {
        names.push_back(std::to_string(order.first) + "-" + std::to_string(version));
    }
    return names;
}

OrderEvent any_step(Bytes& bytes) {
    OrderEvent event = fuzz::any_event(bytes);
    event.order = OrderId{event.order.value % kOrders};
    event.after.request = fuzz::any_word<order::RequestState>(bytes);
    event.after.case_ = fuzz::any_word<order::CaseState>(bytes);
    event.after.shipment = fuzz::any_word<order::ShipmentState>(bytes);
    event.refund = fuzz::any_word<order::RefundKind>(bytes);
    event.refund_after = fuzz::any_word<order::RefundState>(bytes);
    event.refunds_after = bytes.byte();
    return event;
}

/// What of a text may stand in XML; other bytes are written as '?'.
void require_xml_characters(std::string_view text) {
    for (const char c : text) {
        require(static_cast<unsigned char>(c) >= 0x20 || c == '\n', "xes: a character of no XML");
    }
}

std::string value_of(const boost::property_tree::ptree& parent, std::string_view key) {
    for (const auto& [tag, child] : parent) {
        if (child.get<std::string>("<xmlattr>.key", "") == key) {
            return child.get<std::string>("<xmlattr>.value");
        }
    }
    fuzz::found("xes: there is no " + std::string(key));
}

void check_xes(const std::string& text, const Versions& expected) {
    require_xml_characters(text);
    std::istringstream in(text);
    boost::property_tree::ptree document;
    boost::property_tree::read_xml(in, document);
    std::set<std::string> orders;
    for (const auto& [tag, trace] : document.get_child("log")) {
        if (tag != "trace") {
            continue;
        }
        const std::string order = value_of(trace, "concept:name");
        require(orders.insert(order).second, "xes: two traces of " + order);
        std::vector<std::string> names;
        for (const auto& [inner, event] : trace) {
            if (inner == "event") {
                names.push_back(value_of(event, "concept:instance"));
            }
        }
        const auto known = expected.find(
            static_cast<std::uint32_t>(std::stoul(order.substr(order.find('-') + 1))));
        require(known != expected.end() && names_of(*known) == names,
                "xes: the events of " + order + " are others");
    }
    require(orders.size() == expected.size(), "xes: an order is lost");
}

using Attributes = std::map<std::string, std::set<std::string>>;

Attributes declared(const boost::json::array& types) {
    Attributes known;
    for (const boost::json::value& type : types) {
        auto& names = known[std::string(type.at("name").as_string())];
        for (const boost::json::value& attribute : type.at("attributes").as_array()) {
            names.emplace(attribute.at("name").as_string());
        }
    }
    return known;
}

void require_declared(const boost::json::value& item, const Attributes& known) {
    const auto type = known.find(std::string(item.at("type").as_string()));
    require(type != known.end(), "ocel: a type is not declared");
    for (const boost::json::value& attribute : item.at("attributes").as_array()) {
        require(type->second.contains(std::string(attribute.at("name").as_string())),
                "ocel: an attribute is not declared");
    }
}

void require_known(const boost::json::value& item, const std::set<std::string>& ids) {
    for (const boost::json::value& relation : item.at("relationships").as_array()) {
        require(ids.contains(std::string(relation.at("objectId").as_string())),
                "ocel: an object is missing");
    }
}

void check_ocel(const std::string& text, const Versions& expected) {
    const boost::json::value log = boost::json::parse(text);
    const Attributes event_types = declared(log.at("eventTypes").as_array());
    const Attributes object_types = declared(log.at("objectTypes").as_array());
    std::set<std::string> ids;
    for (const boost::json::value& object : log.at("objects").as_array()) {
        require(ids.emplace(object.at("id").as_string()).second, "ocel: an object stands twice");
        require_declared(object, object_types);
    }
    for (const boost::json::value& object : log.at("objects").as_array()) {
        require_known(object, ids);
    }
    std::size_t events = 0;
    for (const boost::json::value& event : log.at("events").as_array()) {
        require_declared(event, event_types);
        require_known(event, ids);
        ++events;
    }
    std::size_t all = 0;
    for (const auto& [order, versions] : expected) {
        require(ids.contains("ORD-" + std::to_string(order)), "ocel: an order is missing");
        all += versions.size();
    }
    require(events == all, "ocel: events are lost");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const fuzz::Scratch scratch;
    static const agents::Cast cast(tests::plain_params());
    static const order::Policy rules_of_place = tests::base_policy();
    Bytes bytes(data, size);
    const std::string policy(bytes.text(bytes.byte()));
    const Draws draws(bytes.byte(), 0);
    auto xes = market::EventLog::create(scratch.path("log.xes"), policy, "EUR",
                                        market::EventLogFormat::xes);
    auto ocel = market::EventLog::create(scratch.path("log.jsonocel"), policy, "EUR",
                                         market::EventLogFormat::ocel);
    require(xes && ocel, "case_logs: one cannot be created, or takes its own for another's");
    Versions expected;
    for (std::size_t i = 0; i < kEventsMax && !bytes.empty(); ++i) {
        const OrderEvent event = any_step(bytes);
        const order::Order order;
        const agents::View view{event.order, order, rules_of_place, cast, draws, event.at, {}};
        xes->write(event, view);
        ocel->write(event, view);
        if (event.kind == OrderEvent::Kind::transition) {
            expected[event.order.value].insert(event.version);
        }
    }
    require(xes->commit() && ocel->commit(), "case_logs: one cannot be written");
    check_xes(scratch.read("log.xes"), expected);
    check_ocel(scratch.read("log.jsonocel"), expected);
    return 0;
}
