#include "sim/scenario/layers.hpp"

#include "sim/scenario/keys.hpp"
#include "sim/scenario/toml_text.hpp"

#include <algorithm>

namespace ordersim::scenario {
namespace {

constexpr std::string_view kClass = "sellers.class";

std::string joined(std::string_view path, std::string_view key) {
    std::string result(path);
    result.append(path.empty() ? "" : ".").append(key);
    return result;
}

/// The keys right under a section, sub-sections included.
std::vector<std::string> names_under(std::string_view section) {
    std::vector<std::string> names;
    const auto add = [&](std::string_view path) {
        const bool is_under =
            section.empty() || (path.size() > section.size() && path.starts_with(section) &&
                                path[section.size()] == '.');
        if (!is_under) {
            return;
        }
        std::string_view rest = path.substr(section.empty() ? 0 : section.size() + 1);
        rest = rest.substr(0, rest.find('.'));
        if (std::ranges::find(names, rest) == names.end()) {
            names.emplace_back(rest);
        }
    };
    std::ranges::for_each(sections(), add, &Section::name);
    for (const Key<Target>& key : keys()) {
        add(key.traits.name);
    }
    if (section.starts_with(std::string(kClass) + ".")) {
        for (const auto& key : class_keys()) {
            names.emplace_back(key.traits.name);
        }
    }
    return names;
}

/// A key of the same last name in another section.
std::string elsewhere(std::string_view name) {
    for (const Key<Target>& key : keys()) {
        if (key.traits.name.substr(key.traits.name.rfind('.') + 1) == name) {
            return "; did you mean '" + std::string(key.traits.name) + "'?";
        }
    }
    return {};
}

class LayerCheck {
public:
    LayerCheck(Layer layer, Findings& findings) : layer_(layer), findings_(findings) {}

    void section(Node& node, const std::string& path) {
        for (Member& member : node.members) {
            const std::string full = joined(path, member.key);
            if (full == kClass) {
                classes(member.value);
                continue;
            }
            switch (kind_of(full)) {
            case PathKind::key: break;
            case PathKind::section:
                if (member.value.kind == Node::Kind::table) {
                    section(member.value, full);
                } else {
                    findings_.add(member.value.place, "'" + full + "' is a section: write [" +
                                                          full + "] and its keys below");
                    leave_out(member.value);
                }
                break;
            case PathKind::unknown: unknown(member, path); break;
            }
        }
    }

private:
    [[nodiscard]] std::string top() const {
        switch (layer_) {
        case Layer::file: return " at the top";
        case Layer::variant: return " in a variant";
        case Layer::override: return "";
        }
        return "";
    }

    /// An open table without members: merging it changes nothing, so that one slip is not followed
    /// by the absence of all that it would have replaced.
    static void leave_out(Node& node) {
        Node empty;
        empty.place = node.place;
        empty.key_place = node.key_place;
        node = empty;
    }

    void unknown(const Member& member, const std::string& path) {
        const std::vector<std::string> known = names_under(path);
        const std::string where = path.empty() ? top() : " in [" + path + "]";
        std::string guess = elsewhere(member.key);
        if (const std::string near = did_you_mean(member.key, known); !near.empty()) {
            guess = near;
        }
        if (guess.empty() && path.empty()) {
            guess = "; sections are " + one_of(known);
        }
        findings_.add(member.value.key_place, "unknown key '" + member.key + "'" + where + guess);
    }

    void classes(Node& node) {
        if (node.kind == Node::Kind::table) {
            for (Member& member : node.members) {
                one_class(member.value, joined(kClass, member.key));
            }
            return;
        }
        if (node.kind != Node::Kind::array) {
            findings_.add(node.place, "classes of sellers are tables: write [[sellers.class]]");
            leave_out(node);
            return;
        }
        if (layer_ == Layer::variant) {
            findings_.add(node.key_place,
                          "a variant changes classes of sellers by their names: "
                          "write sellers.class.NAME.share = ...");
            leave_out(node);
            return;
        }
        to_table(node);
    }

    void to_table(Node& node) {
        Node table;
        table.place = node.place;
        table.key_place = node.key_place;
        table.is_closed = true;
        for (Node& item : node.items) {
            const Node* name = item.find("name");
            if (name == nullptr || name->kind != Node::Kind::text || name->text.empty()) {
                findings_.add(item.place, "a class of sellers needs a name in quotes");
                continue;
            }
            if (key_text(name->text) != name->text) {
                findings_.add(name->place, "a class is named by letters, digits, '_' and '-' only");
                continue;
            }
            if (table.find(name->text) != nullptr) {
                findings_.add(name->place,
                              "there are two classes of the name '" + name->text + "'");
                continue;
            }
            const std::string key = name->text;
            std::erase_if(item.members, [](const Member& member) { return member.key == "name"; });
            one_class(item, joined(kClass, key));
            table.members.push_back({key, std::move(item)});
        }
        node = std::move(table);
    }

    void one_class(Node& node, const std::string& path) {
        if (node.kind != Node::Kind::table) {
            findings_.add(node.place, "a class of sellers is a table");
            return;
        }
        section(node, path);
    }

    Layer layer_;
    Findings& findings_;
};

void merge_under(Node& base, const Node& over, const std::string& path) {
    for (const Member& member : over.members) {
        Node* const below = base.find(member.key);
        const std::string full = joined(path, member.key);
        const bool is_section = kind_of(full) == PathKind::section;
        const bool replaces = member.value.is_closed && (!is_section || full == kClass);
        const bool both_tables = below != nullptr && below->kind == Node::Kind::table &&
                                 member.value.kind == Node::Kind::table;
        if (below == nullptr) {
            base.members.push_back(member);
        } else if (both_tables && !replaces) {
            merge_under(*below, member.value, full);
            below->place = member.value.place;
            below->key_place = member.value.key_place;
        } else {
            *below = member.value;
        }
    }
}

void collect(const Node& node, const std::string& path, std::vector<std::string>& paths) {
    for (const Member& member : node.members) {
        const std::string full = joined(path, member.key);
        switch (kind_of(full)) {
        case PathKind::key: paths.push_back(full); break;
        case PathKind::section: collect(member.value, full, paths); break;
        case PathKind::unknown: break;
        }
    }
}

bool is_literal(std::string_view word) {
    const auto is_numeric = [](char c) {
        return (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '+' || c == '-' || c == 'e' ||
               c == 'E';
    };
    const bool has_digit = word.find_first_of("0123456789") != std::string_view::npos;
    return word == "true" || word == "false" || word == "inf" || word == "-inf" || word == "nan" ||
           (has_digit && word.front() != 'e' && word.front() != 'E' &&
            std::ranges::all_of(word, is_numeric));
}

/// Puts quotes around the words of a value that a shell would have eaten.
class WordQuoter {
public:
    std::string quote(std::string_view value) {
        for (std::size_t i = 0; i < value.size(); ++i) {
            const char c = value[i];
            if (c == '"' || c == '\'') {
                const std::size_t end = closing(value, i);
                word_.append(value.substr(i, end - i + 1));
                has_quotes_ = true;
                i = end;
            } else if (c == '{' || c == '}' || c == '[' || c == ']' || c == ',' || c == '=') {
                flush(c == '=');
                result_ += c;
            } else {
                word_ += c;
            }
        }
        flush(false);
        return result_;
    }

private:
    static std::size_t closing(std::string_view value, std::size_t open) {
        std::size_t i = open + 1;
        while (i < value.size() && value[i] != value[open]) {
            i += value[open] == '"' && value[i] == '\\' ? 2U : 1U;
        }
        return std::min(i, value.size() - 1);
    }

    void flush(bool is_key) {
        const std::size_t first = word_.find_first_not_of(" \t");
        if (first != std::string::npos) {
            const std::string word = word_.substr(first, word_.find_last_not_of(" \t") - first + 1);
            const bool stands = is_key || has_quotes_ || is_literal(word);
            result_.append(" ").append(stands ? word : quotation(word)).append(" ");
        }
        word_.clear();
        has_quotes_ = false;
    }

    std::string result_;
    std::string word_;
    bool has_quotes_ = false;
};

void place_all(Node& node, const Place& key_place, const Place& value_place) {
    node.place = value_place;
    node.key_place = key_place;
    for (Member& member : node.members) {
        place_all(member.value, key_place, value_place);
    }
    for (Node& item : node.items) {
        place_all(item, value_place, value_place);
    }
}

}  // namespace

PathKind kind_of(std::string_view path) {
    const auto is_under = [&](std::string_view name) {
        return name.size() > path.size() && name.starts_with(path) && name[path.size()] == '.';
    };
    if (path.starts_with(kClass)) {
        std::string_view rest = path.substr(kClass.size());
        if (rest.empty() || (rest.starts_with('.') && rest.find('.', 1) == rest.npos)) {
            return PathKind::section;
        }
        rest = rest.substr(rest.find('.', 1) + 1);
        const auto is_named = [&](const auto& key) { return key.traits.name == rest; };
        return std::ranges::any_of(class_keys(), is_named) ? PathKind::key : PathKind::unknown;
    }
    PathKind kind = PathKind::unknown;
    for (const Key<Target>& key : keys()) {
        if (key.traits.name == path) {
            return PathKind::key;
        }
        kind = is_under(key.traits.name) ? PathKind::section : kind;
    }
    return kind;
}

void check_layer(Node& root, Layer layer, Findings& findings) {
    LayerCheck(layer, findings).section(root, "");
}

void merge(Node& base, const Node& over) {
    merge_under(base, over, "");
}

std::vector<std::string> paths_in(const Node& root) {
    std::vector<std::string> paths;
    collect(root, "", paths);
    return paths;
}

Node parse_override(std::string_view text, const Source& source, Findings& findings) {
    const Place whole{&source, 0, 1,
                      static_cast<std::uint32_t>(std::max<std::size_t>(1, text.size()))};
    const std::size_t equals = text.find('=');
    const std::string key(text.substr(0, equals));
    const auto is_plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-' || c == '.';
    };
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20U; };
    if (equals == std::string_view::npos || equals == 0 || !std::ranges::all_of(key, is_plain) ||
        std::ranges::any_of(text, is_control)) {
        findings.add(whole, "an override is KEY=VALUE, like policy.grace_window=30min");
        return {};
    }
    const std::string value = WordQuoter().quote(text.substr(equals + 1));
    Findings unplaced;
    Parsed parsed = parse_toml(key + " =" + value, source, unplaced);
    Place key_place = whole;
    key_place.length = static_cast<std::uint32_t>(equals);
    Place value_place = whole;
    value_place.column = static_cast<std::uint32_t>(equals + 2);
    value_place.length = static_cast<std::uint32_t>(text.size() - equals);
    for (const Diagnostic& found : unplaced.take()) {
        findings.add(value_place, found.message);
    }
    place_all(parsed.root, key_place, value_place);
    return std::move(parsed.root);
}

}  // namespace ordersim::scenario
