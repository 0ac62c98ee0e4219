#include "sim/load/target.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

namespace ordersim::load {

tl::expected<Target, std::string> Target::parse(std::string_view url) {
    constexpr std::string_view plain = "http://";
    constexpr std::string_view secure = "https://";
    const auto fault = [&] {
        return tl::unexpected("'" + std::string(url) +
                              "' is no target; one looks like http://127.0.0.1:8080");
    };
    Target target;
    target.is_tls = url.starts_with(secure);
    if (!target.is_tls && !url.starts_with(plain)) {
        return fault();
    }
    std::string_view rest = url.substr(target.is_tls ? secure.size() : plain.size());
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    target.base = rest.substr(slash);
    while (target.base.ends_with('/')) {
        target.base.pop_back();
    }
    const std::string_view place = rest.substr(0, slash);
    if (place.find('@') != std::string_view::npos) {
        return tl::unexpected(std::string("a target names no user and no password; how callers "
                                          "prove who they are stands in the mapping"));
    }
    const bool is_bracketed = place.starts_with('[');
    const std::size_t end = is_bracketed ? place.find(']') : place.rfind(':');
    if (is_bracketed && end == std::string_view::npos) {
        return fault();
    }
    target.host = is_bracketed ? place.substr(1, end - 1) : place.substr(0, end);
    std::string_view port = is_bracketed ? place.substr(end + 1)
                                         : place.substr(std::min(end, place.size()));
    port = port.starts_with(':') ? port.substr(1) : port;
    target.port = !port.empty() ? port : target.is_tls ? "443" : "80";
    const bool is_number =
        std::ranges::all_of(target.port, [](char c) { return c >= '0' && c <= '9'; });
    if (target.host.empty() || !is_number || target.port.size() > 5) {
        return fault();
    }
    return target;
}

std::string Target::url() const {
    const bool is_bracketed = host.find(':') != std::string::npos;
    return (is_tls ? "https://" : "http://") + (is_bracketed ? "[" + host + "]" : host) + ":" +
           port + base;
}

bool Target::is_loopback() const {
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(host, error);
    return error ? host == "localhost" : address.is_loopback();
}

}  // namespace ordersim::load
