#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "sim/service/service.hpp"

/// Bytes of one connection in, requests of HTTP/1.1 out; no sockets.
namespace ordersim::service {

struct HttpLimits {
    std::size_t head_bytes_max = 8 * 1024;
    std::size_t body_bytes_max = 64 * 1024;
};

/// Reads one request after the other. What it needs of them it keeps in texts that are used again,
/// so that a connection that goes on allocates nothing. Parsing is Beast's (RFC 9112): a request
/// that is malformed or ambiguous about its length is refused.
class HttpReader {
public:
    explicit HttpReader(const HttpLimits& limits);
    HttpReader(const HttpReader&) = delete;
    HttpReader& operator=(const HttpReader&) = delete;
    ~HttpReader();

    /// Where the next bytes go, as many as fit; then `took` says how many came.
    [[nodiscard]] std::span<char> room();
    void took(std::size_t bytes);

    enum class State : std::uint8_t { incomplete, complete, refused };
    /// Goes on to the next request, or with the one that was incomplete. After `refused` nothing of
    /// the connection can be trusted any more.
    [[nodiscard]] State next();

    /// Holds until the next call of `next`. Requires: complete.
    [[nodiscard]] Request request() const;
    [[nodiscard]] bool keep_alive() const;
    /// What a refused one is answered with.
    [[nodiscard]] const Reply& refusal() const;

private:
    class Parser;
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace ordersim::service
