#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "sim/load/sockets.hpp"

struct ssl_ctx_st;
struct ssl_st;

/// TLS 1.2 and 1.3 over sockets that never wait (OpenSSL).
namespace ordersim::load {

/// Whom connections trust. Must outlive its sessions.
class TlsTrust {
public:
    /// `ca_file`: certificates (PEM) of whom to trust; empty: whom the system trusts. From then on
    /// the process ignores SIGPIPE.
    [[nodiscard]] static tl::expected<TlsTrust, std::string> make(const std::string& ca_file);

    [[nodiscard]] ssl_ctx_st* get() const { return context_.get(); }

private:
    struct Closer {
        void operator()(ssl_ctx_st* context) const noexcept;
    };
    explicit TlsTrust(ssl_ctx_st* context) : context_(context) {}
    std::unique_ptr<ssl_ctx_st, Closer> context_;
};

/// A client's session over one socket, which must outlive it.
class TlsSession {
public:
    enum class Progress : std::uint8_t { done, wants_bytes, wants_room, failed };

    /// `host`: the name or address that the other side must prove to be.
    TlsSession(const TlsTrust& trust, const std::string& host, const Socket& socket);

    /// To be called until `done`, each time that what it wants is there.
    [[nodiscard]] Progress shake_hands() const;
    /// As a socket's; after `done`.
    [[nodiscard]] Moved send(std::string_view bytes) const;
    [[nodiscard]] Moved receive(std::span<char> room) const;

    /// Why `shake_hands` failed.
    [[nodiscard]] std::string fault() const;

private:
    struct Closer {
        void operator()(ssl_st* session) const noexcept;
    };
    std::unique_ptr<ssl_st, Closer> session_;
};

}  // namespace ordersim::load
