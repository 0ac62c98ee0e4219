#pragma once

#include "sim/scenario/node.hpp"

#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ordersim::scenario {

/// One scenario with what it extends laid under it, checked key by key but not yet understood.
struct Layers {
    std::string name;
    std::string question;
    std::string currency;
    Node tree;
    std::vector<Member> variants;  ///< by name
    std::optional<Node> vary;      ///< not yet checked
    std::optional<Node> script;    ///< not yet checked
    bool is_whole = true;          ///< false: lines were left out for errors in them
};

/// Reads scenario files and what they extend. Keeps the texts, to which places point: it must
/// outlive every tree that it gave.
class Library {
public:
    /// `folder` holds the shipped scenarios; may be empty.
    Library(std::string folder, Findings& findings)
        : folder_(std::move(folder)), findings_(findings) {}

    /// The file at `path`, or the shipped scenario of that name.
    [[nodiscard]] std::optional<Layers> open(const std::string& path);
    /// Lays "key=value" over the tree.
    void lay_over(Layers& layers, const std::string& text);
    /// The texts "key=value" of a study's point as one layer, to be laid over a variant.
    [[nodiscard]] Node point(const std::vector<std::string>& texts);
    /// The shipped scenario that stands alone and has all these keys; empty if there is none.
    [[nodiscard]] std::string preset_with(const std::vector<std::string>& keys);
    [[nodiscard]] const std::string& file_opened() const { return opened_; }

private:
    std::optional<Layers> read(const std::string& path, std::vector<std::string>& chain);
    std::optional<Layers> read_base(const Node& extends, std::vector<std::string>& chain);
    void take_variants(Node& root, Layers& layers);
    /// What is read apart from the keys, later.
    static std::optional<Node> take_out(Node& root, std::string_view key);
    std::string find(const std::string& name, const std::string& beside,
                     const std::vector<std::string>& chain) const;
    std::vector<std::string> names_near(const std::string& beside) const;

    std::string folder_;
    Findings& findings_;
    std::deque<Source> sources_;
    std::string opened_;
};

}  // namespace ordersim::scenario
