#include "sim/market/xes.hpp"

#include <fmt/format.h>

#include "sim/base/enum_names.hpp"

namespace ordersim::market {
namespace {

// The schema wants a decimal number for the version, and for lists of keys and features a token.
constexpr std::string_view kStart =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<log xes.version=\"1849.2016\" xes.features=\"\" xmlns=\"http://www.xes-standard.org/\">\n"
    "<extension name=\"Concept\" prefix=\"concept\" "
    "uri=\"http://www.xes-standard.org/concept.xesext\"/>\n"
    "<extension name=\"Time\" prefix=\"time\" uri=\"http://www.xes-standard.org/time.xesext\"/>\n"
    "<extension name=\"Lifecycle\" prefix=\"lifecycle\" "
    "uri=\"http://www.xes-standard.org/lifecycle.xesext\"/>\n"
    "<extension name=\"Organizational\" prefix=\"org\" "
    "uri=\"http://www.xes-standard.org/org.xesext\"/>\n"
    "<global scope=\"trace\">\n"
    "<string key=\"concept:name\" value=\"unknown\"/>\n"
    "</global>\n"
    "<global scope=\"event\">\n"
    "<string key=\"concept:name\" value=\"unknown\"/>\n"
    "<date key=\"time:timestamp\" value=\"2024-01-01T00:00:00.000+00:00\"/>\n"
    "<string key=\"lifecycle:transition\" value=\"complete\"/>\n"
    "<string key=\"org:resource\" value=\"unknown\"/>\n"
    "<string key=\"org:role\" value=\"unknown\"/>\n"
    "</global>\n"
    "<classifier name=\"Activity\" keys=\"concept:name lifecycle:transition\"/>\n";

std::string text_of(std::string_view key, std::string_view value) {
    return fmt::format("<string key=\"{}\" value=\"{}\"/>\n", key, value);
}

}  // namespace

std::string_view xes_start() { return kStart; }

XesWriter::XesWriter(std::string_view policy, std::string_view currency)
    : policy_(xml_text(policy)), currency_(xml_text(currency)) {}

std::string XesWriter::head() const {
    return std::string(kStart) + text_of("concept:name", "ordersim " + policy_) +
           text_of("lifecycle:model", "standard");
}

std::string XesWriter::event(const LoggedEvent& event) {
    std::string text;
    if (!is_open_ || event.order != order_) {
        text = is_open_ ? "</trace>\n<trace>\n" : "<trace>\n";
        text += text_of("concept:name", fmt::format("ORD-{}", event.order.value));
        text += text_of("policy", policy_);
        text += fmt::format("<int key=\"seller_id\" value=\"{}\"/>\n", event.seller.value);
        text += fmt::format("<int key=\"buyer_id\" value=\"{}\"/>\n", event.order.value);
        text += text_of("payment_method", enum_name(event.method));
        text += text_of("currency", currency_);
        is_open_ = true;
        order_ = event.order;
    }
    text += "<event>\n";
    text += text_of("concept:name", enum_name(event.command));
    text += fmt::format("<date key=\"time:timestamp\" value=\"{}\"/>\n", time_text(event.at));
    text += text_of("lifecycle:transition", "complete");
    text += text_of("org:resource", resource_text(event));
    text += text_of("org:role", enum_name(event.actor));
    text += text_of("concept:instance",
                    fmt::format("{}-{}", event.order.value, event.version));
    text += fmt::format("<int key=\"seq\" value=\"{}\"/>\n", event.version);
    text += text_of("order_state", enum_name(event.after.order));
    text += text_of("cause", cause_text(event));
    if (event.amount > Money{}) {
        text += fmt::format("<int key=\"amount_minor\" value=\"{}\"/>\n", event.amount.minor);
    }
    return text + "</event>\n";
}

std::string XesWriter::tail() const { return is_open_ ? "</trace>\n</log>\n" : "</log>\n"; }

}  // namespace ordersim::market
