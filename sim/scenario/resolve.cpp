#include "sim/scenario/resolve.hpp"

#include "sim/scenario/values.hpp"

#include <utility>

namespace ordersim::scenario {
namespace {

constexpr std::string_view kClass = "sellers.class";

template <class Root>
void read_key(const Key<Root>& key, const std::string& name, const Node* node, Root& into,
              std::pair<Resolved*, ReadContext*> state) {
    auto [resolved, context] = state;
    if (node == nullptr) {
        if (key.traits.kind != Kind::optional) {
            resolved->missing.push_back(name);
        }
        return;
    }
    if (auto value = read_value(key, *node, into, *context)) {
        resolved->values.emplace(name, std::move(*value));
    }
}

void read_classes(const Node& tree, Resolved& resolved, ReadContext& context) {
    const Node* classes = tree.at(kClass);
    if (classes == nullptr || classes->members.empty()) {
        resolved.missing.emplace_back(kClass);
        return;
    }
    for (const Member& member : classes->members) {
        agents::SellerClass made{};
        made.name = member.key;
        for (const auto& key : class_keys()) {
            const std::string name =
                std::string(kClass) + "." + member.key + "." + std::string(key.traits.name);
            read_key(key, name, member.value.find(key.traits.name), made,
                     std::pair(&resolved, &context));
        }
        resolved.target.params.sellers.classes.push_back(std::move(made));
    }
}

bool follows_classes(std::string_view name) {
    return name == "warehouse.poll_interval";
}

}  // namespace

Resolved resolve(const Node& tree, ReadContext& context) {
    // Before any key is read every value is blank. None of them survives: a key that is not read
    // is missing, and a scenario with a missing key is no scenario.
    Resolved resolved{};
    for (const Key<Target>& key : keys()) {
        if (follows_classes(key.traits.name)) {
            read_classes(tree, resolved, context);
        }
        read_key(key, std::string(key.traits.name), tree.at(key.traits.name), resolved.target,
                 std::pair(&resolved, &context));
    }
    return resolved;
}

std::vector<std::string> ordered_keys(const Node& tree) {
    std::vector<std::string> names;
    for (const Key<Target>& key : keys()) {
        const Node* classes = follows_classes(key.traits.name) ? tree.at(kClass) : nullptr;
        for (std::size_t i = 0; classes != nullptr && i < classes->members.size(); ++i) {
            for (const auto& field : class_keys()) {
                names.push_back(std::string(kClass) + "." + classes->members[i].key + "." +
                                std::string(field.traits.name));
            }
        }
        names.emplace_back(key.traits.name);
    }
    return names;
}

}  // namespace ordersim::scenario
