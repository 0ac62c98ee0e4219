#include "sim/load/mapping_text.hpp"

#include "sim/base/enum_names.hpp"
#include "sim/load/template_text.hpp"
#include "sim/scenario/duration_text.hpp"
#include "sim/scenario/findings.hpp"
#include "sim/scenario/node.hpp"
#include "sim/scenario/toml_text.hpp"

#include <algorithm>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <utility>

namespace ordersim::load {
namespace {

using order::CommandKind;
using scenario::Findings;
using scenario::Member;
using scenario::Node;
using scenario::Place;
using wire::MappedRequest;
using wire::Mapping;
using wire::Meaning;
using wire::ReplyPlace;
using Words = std::vector<std::string>;

/// The names of an enumeration, from one to before another.
template <class Enum>
Words names(std::size_t first = 0, std::size_t end = enum_count<Enum>) {
    return {enum_names<Enum>.begin() + static_cast<std::ptrdiff_t>(first),
            enum_names<Enum>.begin() + static_cast<std::ptrdiff_t>(end)};
}

Words command_names() {
    return names<CommandKind>(0, wire::kMappable);
}
Words timer_names() {
    return names<CommandKind>(wire::kMappable);
}
/// Those who have accounts.
Words account_names() { return names<order::Actor>(0, 3); }
Words caller_names() {
    return names<order::Actor>(0, wire::kCallers);
}
Words meaning_names() {
    return names<Meaning>();
}

class MappingReader {
public:
    explicit MappingReader(bool is_whole, Findings& findings)
        : is_whole_(is_whole), findings_(findings) {}

    Mapping read(const Node& root) {
        check_keys(root, "the mapping",
                   {"commands", "look", "login", "headers", "reply", "states", "refusals", "status",
                    "words", "deadlines", "deadline_lag"});
        // What requests may name depends on who logs in.
        each(root, "login", [&](const Member& one) { read_log_in(one); });
        each(root, "headers", [&](const Member& one) { read_headers(one); });
        each(root, "commands", [&](const Member& one) { read_command(one); });
        if (const Node* look = table(root, "look")) {
            mapping_.look = read_request(*look, {.what = "look", .is_about_order = true});
        }
        if (const Node* reply = table(root, "reply")) {
            read_reply(*reply);
        }
        each(root, "states", [&](const Member& one) { read_state(one); });
        each(root, "refusals", [&](const Member& one) { read_refusal(one); });
        if (const Node* status = table(root, "status")) {
            read_meanings(*status, mapping_.meanings);
        }
        each(root, "words", [&](const Member& one) {
            mapping_.words.emplace(one.key, text_of(one.value, one.key));
        });
        read_deadlines(root);
        read_deadline_lag(root);
        check_whole(root);
        return std::move(mapping_);
    }

private:
    /// What is known of a request before it is read.
    struct About {
        std::string what;
        std::optional<CommandKind> kind = std::nullopt;
        bool is_about_order = false;
        bool is_log_in = false;
    };

    void fault(const Place& place, std::string message) {
        findings_.add(place, std::move(message));
    }

    void unknown(const Place& place, const std::string& what, const std::string& word,
                 const Words& known) {
        constexpr std::size_t few = 15;
        const std::string guess = scenario::did_you_mean(word, known);
        const std::string list =
            known.size() <= few ? "; it may be " + scenario::one_of(known) : std::string();
        fault(place, "unknown " + what + " '" + word + "'" + (guess.empty() ? list : guess));
    }

    void check_keys(const Node& table, const std::string& where, const Words& known) {
        for (const Member& member : table.members) {
            if (std::ranges::find(known, member.key) == known.end()) {
                unknown(member.value.key_place, "key in " + where, member.key, known);
            }
        }
    }

    const Node* table(const Node& in, std::string_view key) {
        const Node* node = in.find(key);
        if (node != nullptr && node->kind != Node::Kind::table) {
            fault(node->place, "'" + std::string(key) + "' is a table, not " +
                                   std::string(kind_name(node->kind)));
            return nullptr;
        }
        return node;
    }

    template <class Use>
    void each(const Node& in, std::string_view key, Use use) {
        if (const Node* node = table(in, key)) {
            std::ranges::for_each(node->members, use);
        }
    }

    std::string text_of(const Node& node, const std::string& key) {
        if (node.kind != Node::Kind::text) {
            fault(node.place,
                  "'" + key + "' is text in quotes, not " + std::string(kind_name(node.kind)));
            return {};
        }
        return node.text;
    }

    /// One word or several.
    template <class Use>
    void words_of(const Node& node, const std::string& key, Use use) {
        if (node.kind != Node::Kind::array) {
            use(node, text_of(node, key));
            return;
        }
        for (const Node& item : node.items) {
            use(item, text_of(item, key));
        }
    }

    void read_command(const Member& member) {
        const Words known = command_names();
        const auto place = std::ranges::find(known, member.key);
        if (place == known.end()) {
            const Words timers = timer_names();
            const bool is_timer = std::ranges::find(timers, member.key) != timers.end();
            if (is_timer) {
                fault(member.value.key_place,
                      "'" + member.key +
                          "' is a deadline, which a "
                          "service fires by itself: name it in 'deadlines'");
            } else {
                unknown(member.value.key_place, "command", member.key, known);
            }
            return;
        }
        if (member.value.kind != Node::Kind::table) {
            fault(member.value.place, "a command is a table: { call = \"POST /orders\" }");
            return;
        }
        const auto kind = static_cast<CommandKind>(place - known.begin());
        mapping_.commands[static_cast<std::size_t>(kind)] = read_request(
            member.value,
            {.what = member.key, .kind = kind, .is_about_order = kind != CommandKind::place_order});
    }

    void read_log_in(const Member& member) {
        const auto caller = caller_of(member, "log-in of", account_names());
        if (caller && member.value.kind != Node::Kind::table) {
            fault(member.value.place,
                  "a log-in is a table: { call = \"POST /login\", token = \"/token\" }");
        }
        if (!caller || member.value.kind != Node::Kind::table) {
            return;
        }
        wire::LogIn log_in{read_request(member.value, {.what = "the log-in of a " + member.key,
                                                       .is_log_in = true}),
                           {}};
        if (const Node* token = needed(member.value, "token", "\"/token\"")) {
            log_in.token = reply_place(*token, "token");
        }
        mapping_.log_in[*caller] = std::move(log_in);
    }

    std::optional<std::size_t> caller_of(const Member& member, const std::string& what,
                                         const Words& known) {
        const auto place = std::ranges::find(known, member.key);
        if (place == known.end()) {
            unknown(member.value.key_place, what, member.key, known);
            return std::nullopt;
        }
        return static_cast<std::size_t>(place - known.begin());
    }

    void read_headers(const Member& member) {
        if (member.value.kind != Node::Kind::table) {
            fault(member.value.place,
                  "headers stand under who sends them: "
                  "[headers.buyer], with " +
                      member.key + " = \"...\"");
            return;
        }
        const auto caller = caller_of(member, "caller", caller_names());
        if (caller) {
            const bool has_token = mapping_.log_in[*caller].has_value();
            mapping_.head[*caller] = read_head(
                member.value, {.has_key = true, .has_token = has_token, .who = member.key});
        }
    }

    std::vector<wire::HeadField> read_head(const Node& node, const TemplateScope& scope) {
        std::vector<wire::HeadField> head;
        for (const Member& member : node.members) {
            const std::string text = text_of(member.value, member.key);
            if (text.find_first_of("\r\n") != std::string::npos ||
                member.key.find_first_of(" :\r\n\t") != std::string::npos) {
                fault(member.value.place, "a header is one line, and its name one word");
            }
            head.push_back({member.key, template_of(member.value, text, scope)});
        }
        return head;
    }

    wire::Template template_of(const Node& node, const std::string& text,
                               const TemplateScope& scope) {
        std::vector<std::string> faults;
        wire::Template made = read_template(text, scope, faults);
        has_fault_ = has_fault_ || !faults.empty();
        for (std::string& one : faults) {
            fault(node.place, std::move(one));
        }
        return made;
    }

    const Node* needed(const Node& in, std::string_view key, const std::string& like) {
        const Node* node = in.find(key);
        if (node == nullptr && is_whole_) {
            fault(in.key_place, "'" + std::string(key) + "' is missing: write " + std::string(key) +
                                    " = " + like);
        }
        return node;
    }

    MappedRequest read_request(const Node& node, const About& about) {
        Words known{"call", "body", "headers", "status"};
        if (about.is_log_in) {
            known.emplace_back("token");
        }
        check_keys(node, about.what, known);
        TemplateScope scope{.kind = about.kind,
                            .has_order = about.is_about_order,
                            .has_key = about.kind.has_value(),
                            .has_token = false,
                            .who = about.what};
        scope.has_token =
            !about.is_log_in &&
            std::ranges::any_of(mapping_.log_in, [](const auto& one) { return one.has_value(); });
        MappedRequest request;
        has_fault_ = false;
        if (const Node* call = needed(node, "call", "\"POST /orders\"")) {
            read_call(*call, scope, request);
        }
        if (const Node* body = node.find("body")) {
            request.body = template_of(*body, text_of(*body, "body"), scope);
        }
        if (const Node* head = table(node, "headers")) {
            request.head = read_head(*head, scope);
        }
        if (const Node* status = table(node, "status")) {
            read_meanings(*status, request.meanings);
        }
        if (about.is_about_order && node.find("call") != nullptr && !has_fault_ &&
            !request.has(wire::Filler::order)) {
            fault(node.find("call")->place,
                  "nothing says which order is meant: put {order} into "
                  "the path, the body or a header");
        }
        return request;
    }

    void read_call(const Node& node, const TemplateScope& scope, MappedRequest& request) {
        const Words methods{"GET", "POST", "PUT", "PATCH", "DELETE"};
        const std::string text = text_of(node, "call");
        const std::size_t space = std::min(text.find(' '), text.size());
        request.method = text.substr(0, space);
        const std::string path = space == text.size() ? "" : text.substr(space + 1);
        if (std::ranges::find(methods, request.method) == methods.end() || path.empty() ||
            path.front() != '/' || path.find_first_of(" \r\n") != std::string::npos) {
            has_fault_ = true;
            if (node.kind == Node::Kind::text) {
                fault(node.place, "'" + text + "' is no call: write a method (" +
                                      scenario::one_of(methods) +
                                      ") and a path, like \"POST /orders/{order}/cancel\"");
            }
            return;
        }
        request.path = template_of(node, path, scope);
    }

    /// In RFC 6901 a tilde stands before 0 (itself) or 1 (a slash).
    static bool is_pointer(std::string_view text) {
        for (std::size_t i = text.find('~'); i != std::string_view::npos;
             i = text.find('~', i + 1)) {
            if (i + 1 == text.size() || (text[i + 1] != '0' && text[i + 1] != '1')) {
                return false;
            }
        }
        return true;
    }

    ReplyPlace reply_place(const Node& node, const std::string& key) {
        ReplyPlace place;
        const std::string text = text_of(node, key);
        constexpr std::string_view header = "header ";
        if (text.starts_with('/') && is_pointer(text)) {
            place.pointer = text;
        } else if (text.starts_with(header) && text.size() > header.size()) {
            const std::string name = text.substr(header.size());
            const auto known = std::ranges::find(mapping_.fields, name);
            place.field = static_cast<std::size_t>(known - mapping_.fields.begin());
            if (known == mapping_.fields.end()) {
                mapping_.fields.push_back(name);
            }
        } else if (node.kind == Node::Kind::text) {
            fault(node.place, "'" + text +
                                  "' is no place in a reply: write a JSON pointer like "
                                  "\"/order/" +
                                  key + "\" or a header like \"header ETag\"");
        }
        return place;
    }

    void read_reply(const Node& node) {
        check_keys(node, "[reply]",
                   {"order", "state", "version", "first_version", "clock", "clock_unit", "reason"});
        const auto take = [&](const std::string& key, ReplyPlace& into) {
            if (const Node* place = node.find(key)) {
                into = reply_place(*place, key);
            }
        };
        take("order", mapping_.order);
        take("state", mapping_.state);
        take("version", mapping_.version);
        take("clock", mapping_.clock);
        take("reason", mapping_.reason);
        if (const Node* first = node.find("first_version")) {
            if (first->kind != Node::Kind::integer || first->integer < 0 ||
                first->integer > UINT32_MAX) {
                fault(first->place,
                      "'first_version' is the version of an order that was just "
                      "placed, a whole number from 0");
            } else {
                mapping_.first_version = static_cast<std::uint32_t>(first->integer);
            }
        }
        if (const Node* unit = node.find("clock_unit")) {
            const std::string text = text_of(*unit, "clock_unit");
            if (text != "us" && text != "ms") {
                fault(unit->place, "'clock_unit' is \"us\" or \"ms\"");
            }
            mapping_.clock_unit_us = text == "ms" ? 1000 : 1;
        }
    }

    void check_not_empty(const Member& member) {
        if (member.value.kind == Node::Kind::array && member.value.items.empty()) {
            fault(member.value.place, "'" + member.key + "' stands for nothing: name at least one");
        }
    }

    void read_state(const Member& member) {
        const Words known = names<order::OrderState>(1);
        wire::StatesMeant& meant = mapping_.states[member.key];
        check_not_empty(member);
        words_of(member.value, member.key, [&](const Node& node, const std::string& word) {
            const auto state = enum_from_name<order::OrderState>(word);
            if (state && *state != order::OrderState::none) {
                meant.add(*state);
            } else if (node.kind == Node::Kind::text) {
                unknown(node.place, "order state", word, known);
            }
        });
    }

    void read_refusal(const Member& member) {
        const Words known = names<order::Refusal>(1);
        wire::RefusalsMeant& meant = mapping_.refusals[member.key];
        check_not_empty(member);
        words_of(member.value, member.key, [&](const Node& node, const std::string& word) {
            const auto refusal = enum_from_name<order::Refusal>(word);
            if (word == "any") {
                meant.add_all();
            } else if (refusal && *refusal != order::Refusal::none) {
                meant.add(*refusal);
            } else if (node.kind == Node::Kind::text) {
                unknown(node.place, "refusal", word, known);
            }
        });
    }

    void read_meanings(const Node& node, wire::Meanings& into) {
        for (const Member& member : node.members) {
            const bool is_status =
                member.key.size() == 3 && member.key.front() >= '1' && member.key.front() <= '5' &&
                std::ranges::all_of(member.key, [](char c) { return c >= '0' && c <= '9'; });
            const std::string word = text_of(member.value, member.key);
            const auto meaning = enum_from_name<Meaning>(word);
            if (!is_status) {
                fault(member.value.key_place,
                      "'" + member.key + "' is no status: a status is a number like 409");
            } else if (meaning) {
                into[static_cast<unsigned>(std::stoi(member.key))] = *meaning;
            } else if (member.value.kind == Node::Kind::text) {
                unknown(member.value.place, "meaning of a status", word, meaning_names());
            }
        }
    }

    void read_deadlines(const Node& root) {
        const Node* node = root.find("deadlines");
        if (node == nullptr) {
            return;
        }
        if (node->kind != Node::Kind::array) {
            fault(node->place,
                  "'deadlines' is a list of those that the service has: "
                  "deadlines = [\"pay_timer\"]");
            return;
        }
        words_of(*node, "deadlines", [&](const Node& item, const std::string& word) {
            const auto kind = enum_from_name<CommandKind>(word);
            if (kind == CommandKind::settle_timer || kind == CommandKind::refund_sla_timer) {
                fault(item.place, "'" + word + "' cannot be left out, nor be named: it is taken to "
                                  "fire as the policy says");
            } else if (kind && class_of(*kind) == order::CommandClass::timer) {
                mapping_.deadlines.push_back(*kind);
            } else if (item.kind == Node::Kind::text) {
                unknown(item.place, "deadline", word, timer_names());
            }
        });
    }

    void read_deadline_lag(const Node& root) {
        const Node* node = root.find("deadline_lag");
        if (node == nullptr) {
            return;
        }
        constexpr double longest = 3.6e9;  // us
        const auto lag = scenario::parse_duration(text_of(*node, "deadline_lag"));
        if (lag && lag->clock != scenario::DurationClock::business && lag->microseconds >= 0 &&
            lag->microseconds <= longest) {
            mapping_.deadline_lag_us = static_cast<std::int64_t>(lag->microseconds);
        } else if (node->kind == Node::Kind::text) {
            fault(node->place, "'deadline_lag' is by how much deadlines may fire late, from 0s to "
                               "1h, like \"500ms\"");
        }
    }

    void check_whole(const Node& root) {
        if (!is_whole_) {
            return;
        }
        const auto missing = [&](const std::string& message) {
            fault({root.place.source, 0, 0, 1}, message);
        };
        if (!mapping_.commands[static_cast<std::size_t>(CommandKind::place_order)]) {
            missing(
                "nobody can place orders: write [commands.place_order] with "
                "call = \"POST /orders\"");
        }
        if (root.at("reply.order") == nullptr) {
            missing(
                "nothing says where a reply to place_order tells the order's id: write "
                "[reply] with order = \"/id\"");
        }
        const Node* state = root.at("reply.state");
        const Node* states = root.find("states");
        if (state != nullptr && (states == nullptr || states->members.empty())) {
            fault(state->place,
                  "what the service calls its states is missing: write [states] with "
                  "PAID = \"processing\" and so on");
        }
        if (state == nullptr && states != nullptr) {
            fault(states->key_place,
                  "nothing says where a reply tells the state: write [reply] "
                  "with state = \"/state\"");
        }
        const bool can_refuse = root.find("refusals") != nullptr;
        if (!can_refuse) {
            missing(
                "what a refusal may mean is missing: write [refusals] with 409 = \"any\", or "
                "the service's own words for ours");
        }
    }

    bool is_whole_;
    bool has_fault_ = false;  ///< of the request that is read
    Findings& findings_;
    Mapping mapping_;
};

}  // namespace

tl::expected<Mapping, std::vector<scenario::Diagnostic>> parse_mapping(std::string_view text,
                                                                       const std::string& name) {
    Findings findings;
    const scenario::Source source{name, "", scenario::lines_of(text)};
    const scenario::Parsed parsed = scenario::parse_toml(text, source, findings);
    Mapping mapping = MappingReader(parsed.is_whole, findings).read(parsed.root);
    if (!findings.empty()) {
        return tl::unexpected(findings.take());
    }
    return mapping;
}

tl::expected<Mapping, std::vector<scenario::Diagnostic>> read_mapping(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!file) {
        scenario::Diagnostic unread;
        unread.file = path;
        unread.message = "cannot be read; is it there, and a file?";
        return tl::unexpected(std::vector{unread});
    }
    return parse_mapping(text, path);
}

}  // namespace ordersim::load
