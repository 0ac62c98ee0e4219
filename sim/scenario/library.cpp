#include "sim/scenario/library.hpp"

#include "sim/scenario/csv.hpp"
#include "sim/scenario/layers.hpp"
#include "sim/scenario/toml_text.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace ordersim::scenario {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kTextSizeMax = std::uint64_t{1} << 20U;
constexpr std::size_t kLongestChain = 16;

bool is_file(const fs::path& path) {
    std::error_code error;
    return fs::is_regular_file(path, error);
}

bool is_path(std::string_view name) {
    return name.find('/') != std::string_view::npos || name.ends_with(".toml");
}

/// The same file by whatever path, as far as the file system can tell.
std::string identity(const std::string& path) {
    std::error_code error;
    const fs::path canonical = fs::weakly_canonical(path, error);
    return error ? path : canonical.string();
}

/// Takes a text out of the top of a scenario.
std::optional<Node> taken(Node& root, std::string_view key, Findings& findings) {
    const Node* found = root.find(key);
    if (found == nullptr) {
        return std::nullopt;
    }
    Node node = *found;
    std::erase_if(root.members, [&](const Member& member) { return member.key == key; });
    if (node.kind != Node::Kind::text || node.text.empty()) {
        findings.add(node.place, "'" + std::string(key) + "' is text in quotes");
        return std::nullopt;
    }
    return node;
}

bool is_currency(std::string_view text) {
    return text.size() == 3 &&
           std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

void append_scenarios(const std::string& folder, std::vector<std::string>& names) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder.empty() ? "." : folder, error)) {
        if (entry.path().extension() == ".toml") {
            names.push_back(entry.path().stem().string());
        }
    }
}

/// What else may have been meant: the nearest name, or all that there are.
std::string other_names(std::string_view name, const std::vector<std::string>& known) {
    std::string told = did_you_mean(name, known);
    if (!told.empty() || known.empty()) {
        return told;
    }
    told = "; there are ";
    for (const std::string& one : known) {
        told += one + (&one == &known.back() ? "" : ", ");
    }
    return told;
}

}  // namespace

std::optional<Layers> Library::open(const std::string& path) {
    std::string file = path;
    if (!is_file(path) && !is_path(path)) {
        const std::string shipped = find(path, "", {});
        file = shipped.empty() ? path : shipped;
    }
    opened_ = file;
    std::vector<std::string> chain;
    return read(file, chain);
}

std::optional<Layers> Library::read(const std::string& path, std::vector<std::string>& chain) {
    Source& source = sources_.emplace_back();
    source.name = path;
    source.folder = fs::path(path).parent_path().string();
    const auto text = read_text(path, kTextSizeMax);
    if (!text) {
        std::string message = "the scenario " + text.error();
        if (chain.empty() && !is_path(path)) {
            message += other_names(path, names_near(""));
        }
        findings_.add({&source, 0, 0, 1}, message);
        return std::nullopt;
    }
    source.lines = lines_of(*text);
    chain.push_back(path);
    Parsed parsed = parse_toml(*text, source, findings_);

    Layers layers;
    layers.name = fs::path(path).stem().string();
    const auto name = taken(parsed.root, "name", findings_);
    const auto question = taken(parsed.root, "question", findings_);
    const auto currency = taken(parsed.root, "currency", findings_);
    const auto extends = taken(parsed.root, "extends", findings_);
    take_variants(parsed.root, layers);
    layers.vary = take_out(parsed.root, "vary");
    layers.script = take_out(parsed.root, "script");
    check_layer(parsed.root, Layer::file, findings_);
    layers.is_whole = parsed.is_whole;
    if (extends) {
        if (auto base = read_base(*extends, chain)) {
            layers.currency = base->currency;
            layers.is_whole = layers.is_whole && base->is_whole;
            layers.tree = std::move(base->tree);
            if (layers.variants.empty()) {
                layers.variants = std::move(base->variants);
            }
            if (!layers.vary) {
                layers.vary = std::move(base->vary);
            }
            if (!layers.script) {
                layers.script = std::move(base->script);
            }
        } else {
            layers.is_whole = false;
        }
    }
    merge(layers.tree, parsed.root);
    layers.name = name ? name->text : layers.name;
    layers.question = question ? question->text : "";
    if (currency && !is_currency(currency->text)) {
        findings_.add(currency->place, "a currency is three capital letters like \"USD\"");
    }
    layers.currency = currency ? currency->text : layers.currency;
    return layers;
}

std::optional<Layers> Library::read_base(const Node& extends, std::vector<std::string>& chain) {
    const std::string& beside = extends.place.source->folder;
    const std::string path = find(extends.text, beside, chain);
    if (path.empty()) {
        std::string message = "there is no scenario '" + extends.text + "' to extend";
        message += is_path(extends.text)
                       ? "; a path is read from this file's own folder"
                       : other_names(extends.text, names_near(beside));
        findings_.add(extends.place, message);
        return std::nullopt;
    }
    const auto is_same = [&](const std::string& other) {
        return identity(other) == identity(path);
    };
    if (std::ranges::any_of(chain, is_same) || chain.size() >= kLongestChain) {
        std::string message = "scenarios extend each other in a circle: ";
        for (const std::string& file : chain) {
            message += fs::path(file).filename().string() + " -> ";
        }
        findings_.add(extends.place, message + fs::path(path).filename().string());
        return std::nullopt;
    }
    return read(path, chain);
}

void Library::take_variants(Node& root, Layers& layers) {
    const Node* found = root.find("variant");
    if (found == nullptr) {
        return;
    }
    Node list = *found;
    std::erase_if(root.members, [](const Member& member) { return member.key == "variant"; });
    if (list.kind != Node::Kind::array) {
        findings_.add(list.key_place, "variants are tables: write [[variant]] with a name");
        return;
    }
    for (Node& item : list.items) {
        if (item.kind != Node::Kind::table) {
            findings_.add(item.place, "a variant is a table: write [[variant]] with a name");
            continue;
        }
        const auto name = taken(item, "name", findings_);
        if (!name) {
            findings_.add(item.place, "a variant needs a name in quotes");
            continue;
        }
        if (std::ranges::find(layers.variants, name->text, &Member::key) != layers.variants.end()) {
            findings_.add(name->place, "there are two variants of the name '" + name->text + "'");
            continue;
        }
        if (const Node* run = item.find("run")) {
            findings_.add(run->key_place, "[run] holds for all variants alike: set it at the top");
        }
        check_layer(item, Layer::variant, findings_);
        layers.variants.push_back({name->text, std::move(item)});
    }
}

std::optional<Node> Library::take_out(Node& root, std::string_view key) {
    const Node* found = root.find(key);
    std::optional<Node> node = found == nullptr ? std::nullopt : std::optional(*found);
    std::erase_if(root.members, [&](const Member& member) { return member.key == key; });
    return node;
}

void Library::lay_over(Layers& layers, const std::string& text) {
    Source& source = sources_.emplace_back();
    source.name = "--set";
    source.lines = {text};
    Node node = parse_override(text, source, findings_);
    check_layer(node, Layer::override, findings_);
    merge(layers.tree, node);
}

Node Library::point(const std::vector<std::string>& texts) {
    Node layer;
    for (const std::string& text : texts) {
        Source& source = sources_.emplace_back();
        source.name = "study";
        source.lines = {text};
        Node node = parse_override(text, source, findings_);
        if (const Node* run = node.find("run")) {
            findings_.add(run->key_place, "[run] holds for all points alike: set it with --set");
        }
        check_layer(node, Layer::override, findings_);
        merge(layer, node);
    }
    return layer;
}

std::string Library::preset_with(const std::vector<std::string>& keys) {
    std::vector<std::string> names;
    if (!folder_.empty()) {
        append_scenarios(folder_, names);
    }
    std::ranges::sort(names);
    for (const std::string& name : names) {
        Findings ignored;
        const std::string path = (fs::path(folder_) / (name + ".toml")).string();
        const auto text = read_text(path, kTextSizeMax);
        if (!text) {
            continue;
        }
        Source& source = sources_.emplace_back();
        source.name = path;
        source.lines = lines_of(*text);
        Parsed parsed = parse_toml(*text, source, ignored);
        check_layer(parsed.root, Layer::file, ignored);
        const auto is_there = [&](const std::string& key) {
            return parsed.root.at(key) != nullptr;
        };
        if (parsed.root.find("extends") == nullptr && std::ranges::all_of(keys, is_there)) {
            return name;
        }
    }
    return {};
}

std::string Library::find(const std::string& name, const std::string& beside,
                          const std::vector<std::string>& chain) const {
    const fs::path folder(beside);
    if (is_path(name)) {
        const fs::path path = folder / name;
        return is_file(path) ? path.lexically_normal().string() : "";
    }
    for (const fs::path& place : {folder, fs::path(folder_)}) {
        const fs::path path = place / (name + ".toml");
        // A file may bear the name of the shipped scenario that it extends.
        const bool is_itself = !chain.empty() && identity(chain.back()) == identity(path.string());
        const bool is_last = identity(folder_) == identity(beside) || place == folder_;
        if (is_file(path) && (!is_itself || is_last)) {
            return path.string();
        }
    }
    return {};
}

std::vector<std::string> Library::names_near(const std::string& beside) const {
    std::vector<std::string> names;
    append_scenarios(beside, names);
    if (!folder_.empty()) {
        append_scenarios(folder_, names);
    }
    std::ranges::sort(names);
    return names;
}

}  // namespace ordersim::scenario
