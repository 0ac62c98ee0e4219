#include "sim/scenario/layers.hpp"
#include "sim/scenario/library.hpp"
#include "sim/scenario/resolve.hpp"
#include "sim/scenario/script.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

namespace ordersim::scenario {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 6> kSourceTags{
    "data:", "official:", "third party:", "estimate:", "convention:", "exact:"};

/// The comment at the end of a line of TOML, without its mark.
std::string_view comment_of(std::string_view line) {
    char quote = '\0';
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (quote == '"' && c == '\\') {
            ++i;
        } else if (quote != '\0') {
            quote = c == quote ? '\0' : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '#') {
            const std::size_t first = std::min(line.find_first_not_of(" #", i), line.size());
            return line.substr(first);
        }
    }
    return {};
}

/// What the comment beside a key says of where its value comes from.
std::string source_of(const Place& key) {
    if (key.source == nullptr || key.line == 0 || key.line > key.source->lines.size()) {
        return {};
    }
    const std::string_view comment = comment_of(key.source->lines[key.line - 1]);
    const auto starts_it = [&](std::string_view tag) { return comment.starts_with(tag); };
    return std::ranges::any_of(kSourceTags, starts_it) ? std::string(comment) : std::string();
}

class Loader {
public:
    explicit Loader(const LoadRequest& request)
        : request_(request), library_(request.library, findings_) {}

    tl::expected<Scenario, std::vector<Diagnostic>> load() {
        auto layers = library_.open(request_.path);
        if (layers) {
            for (const std::string& text : request_.overrides) {
                library_.lay_over(*layers, text);
            }
            fill(*layers);
        }
        if (!findings_.empty()) {
            return tl::unexpected(findings_.take());
        }
        return std::move(scenario_);
    }

private:
    void fill(const Layers& layers) {
        ReadContext context{findings_, fs::path(library_.file_opened()).parent_path().string()};
        const Resolved base = resolve(layers.tree, context);
        Findings base_contradictions;
        check_contradictions(base, layers.tree, base_contradictions);
        const std::vector<Diagnostic> known = base_contradictions.take();
        check_contradictions(base, layers.tree, findings_);
        report_missing(layers, base.missing);

        scenario_.name = layers.name;
        scenario_.question = layers.question;
        scenario_.currency = layers.currency;
        scenario_.plan = base.target.plan;
        hashed_ = "currency=" + layers.currency + "\n";
        describe(layers.tree, base);
        for (const Member& variant : at_points(layers.variants)) {
            add_variant(variant, layers.tree, known, context);
        }
        if (scenario_.variants.empty()) {
            scenario_.variants.push_back({"base", {}, {}, base.target.policy, base.target.params,
                                          hash_of(base)});
        }
        if (layers.vary) {
            add_factors(*layers.vary, "");
        }
        add_script(layers);
        scenario_.hash = fingerprint(hashed_);
    }

    /// The variants as they are or, for a study, each of them at every point.
    std::vector<Member> at_points(const std::vector<Member>& variants) {
        if (request_.points.empty()) {
            return variants;
        }
        std::vector<Member> points;
        for (const std::vector<std::string>& texts : request_.points) {
            std::string name;
            for (const std::string& text : texts) {
                name += (name.empty() ? "" : ", ") + text;
            }
            points.push_back({name.empty() ? "base" : name, library_.point(texts)});
        }
        std::vector<Member> result;
        for (const Member& variant : variants) {
            for (const Member& point : points) {
                Node both = variant.value;
                merge(both, point.value);
                result.push_back({variant.key + ", " + point.key, std::move(both)});
            }
        }
        return variants.empty() ? points : result;
    }

    static std::string hash_of(const Resolved& resolved) {
        std::string hashed;
        for (const auto& [key, value] : resolved.values) {
            if (!key.starts_with("run.")) {
                hashed += key + "=" + value.digest + "\n";
            }
        }
        return fingerprint(hashed);
    }

    void add_script(const Layers& layers) {
        if (!layers.script) {
            return;
        }
        scenario_.script = read_script(*layers.script, layers.is_whole, findings_);
        for (const ScriptStep& step : scenario_.script) {
            hashed_ += step_toml(step);
        }
    }

    /// [vary]: every value is text as --vary takes it.
    void add_factors(const Node& node, const std::string& path) {
        if (node.kind == Node::Kind::table && (path.empty() || !is_key(path))) {
            for (const Member& member : node.members) {
                add_factors(member.value, path.empty() ? member.key : path + "." + member.key);
            }
            return;
        }
        if (!is_key(path) || path.starts_with("run.")) {
            findings_.add(node.key_place, path.starts_with("run.")
                                              ? "[run] holds for all points alike"
                                              : "unknown key '" + path + "' in [vary]" +
                                                    did_you_mean(path, known_keys()));
            return;
        }
        if (node.kind != Node::Kind::text) {
            findings_.add(node.place, "the values of " + path + " are text: \"0,30min,1h\", "
                                      "\"8..16\" or \"0..24h..2h\"");
            return;
        }
        const auto factor = parse_factor(path + "=" + node.text);
        if (!factor) {
            findings_.add(node.place, factor.error());
            return;
        }
        hashed_ += "vary " + path + "=" + node.text + "\n";
        scenario_.factors.push_back(*factor);
    }

    static bool is_key(const std::string& path) { return kind_of(path) == PathKind::key; }

    static std::vector<std::string> known_keys() {
        std::vector<std::string> names;
        for (const Key<Target>& key : keys()) {
            names.emplace_back(key.traits.name);
        }
        return names;
    }

    void report_missing(const Layers& layers, std::vector<std::string> missing) {
        if (!layers.is_whole) {
            return;
        }
        const bool lacks_currency = layers.currency.empty();
        if (missing.empty() && !lacks_currency) {
            return;
        }
        const std::string preset = library_.preset_with(missing);
        if (lacks_currency) {
            missing.insert(missing.begin(), "currency");
        }
        std::string message = missing.size() == 1
                                  ? "a key is missing: "
                                  : std::to_string(missing.size()) + " keys are missing: ";
        for (std::size_t i = 0; i < missing.size(); ++i) {
            message += (i == 0 ? "" : ", ") + missing[i];
        }
        if (!preset.empty()) {
            message += missing.size() == 1 ? "; '" : "; all of them are in '";
            message += preset + (missing.size() == 1 ? "' has it" : "'");
            message += ": write extends = " + quotation(preset) + " at the top";
        }
        Source whole{library_.file_opened(), "", {}};
        findings_.add({&whole, 0, 0, 1}, message);
    }

    void describe(const Node& tree, const Resolved& base) {
        for (const std::string& key : ordered_keys(tree)) {
            const auto value = base.values.find(key);
            if (value == base.values.end()) {
                continue;
            }
            const Node& node = *tree.at(key);
            const Canonical& canonical = value->second;
            std::string source = source_of(node.key_place);
            if (!canonical.note.empty()) {
                source += (source.empty() ? "" : " ") + canonical.note;
            }
            scenario_.settings.push_back(
                {key, canonical.text, origin_text(node.key_place), std::move(source)});
            hashed_ += key + "=" + canonical.digest + "\n";
        }
    }

    void add_variant(const Member& member, const Node& base, const std::vector<Diagnostic>& known,
                     ReadContext& context) {
        Node tree = base;
        merge(tree, member.value);
        Resolved resolved = resolve(tree, context);
        check_classes_known(base, member.value);
        Findings own;
        check_contradictions(resolved, tree, own);
        for (const Diagnostic& found : own.take()) {
            repeat_unless_known(found, known, member.key);
        }
        Variant variant{member.key, {}, {}, resolved.target.policy,
                        std::move(resolved.target.params), hash_of(resolved)};
        hashed_ += "variant " + quotation(member.key) + "\n";
        for (const std::string& path : paths_in(member.value)) {
            const auto value = resolved.values.find(path);
            if (value == resolved.values.end()) {
                continue;
            }
            variant.overrides.emplace(path, value->second.text);
            variant.origins.emplace(path, origin_text(member.value.at(path)->key_place) +
                                              " (variant " + member.key + ")");
        }
        for (const auto& [path, text] : variant.overrides) {
            hashed_ += path + "=" + resolved.values.at(path).digest + "\n";
        }
        scenario_.variants.push_back(std::move(variant));
    }

    /// A variant changes classes of sellers; it makes none.
    void check_classes_known(const Node& base, const Node& variant) {
        const Node* known = base.at("sellers.class");
        const Node* changed = variant.at("sellers.class");
        if (known == nullptr || changed == nullptr) {
            return;
        }
        std::vector<std::string> names;
        for (const Member& member : known->members) {
            names.push_back(member.key);
        }
        for (const Member& member : changed->members) {
            if (known->find(member.key) == nullptr) {
                findings_.add(member.value.key_place, "there is no class of sellers '" +
                                                          member.key + "'" +
                                                          did_you_mean(member.key, names));
            }
        }
    }

    void repeat_unless_known(const Diagnostic& found, const std::vector<Diagnostic>& known,
                             const std::string& variant) {
        const auto is_same = [&](const Diagnostic& other) {
            return other.message == found.message;
        };
        if (std::ranges::any_of(known, is_same)) {
            return;
        }
        Source source{found.file, "", {}};
        source.lines.resize(found.line);
        if (found.line > 0) {
            source.lines.back() = found.excerpt;
        } else {
            source.lines = {found.excerpt};
        }
        findings_.add({&source, found.line, found.column, found.length},
                      found.message + " (in variant '" + variant + "')");
    }

    LoadRequest request_;
    Findings findings_;
    Library library_;
    Scenario scenario_;
    std::string hashed_;
};

}  // namespace

tl::expected<Scenario, std::vector<Diagnostic>> load(const LoadRequest& request) {
    return Loader(request).load();
}

}  // namespace ordersim::scenario
