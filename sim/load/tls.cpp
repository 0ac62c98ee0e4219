#include "sim/load/tls.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>
#include <csignal>

namespace ordersim::load {
namespace {

/// ALPN, RFC 7301: "http/1.1", behind its length.
constexpr std::array<unsigned char, 9> kProtocol{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

std::string last_error() {
    const char* const reason = ERR_reason_error_string(ERR_peek_last_error());
    return reason == nullptr ? "the connection ended" : reason;
}

Moved moved(const ssl_st* session, int result) {
    if (result > 0) {
        return {Moved::Kind::moved, static_cast<std::size_t>(result)};
    }
    const int error = SSL_get_error(session, result);
    const bool is_for_now = error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
    return {is_for_now ? Moved::Kind::would_wait : Moved::Kind::ended, 0};
}

}  // namespace

void TlsTrust::Closer::operator()(ssl_ctx_st* context) const noexcept { SSL_CTX_free(context); }
void TlsSession::Closer::operator()(ssl_st* session) const noexcept { SSL_free(session); }

tl::expected<TlsTrust, std::string> TlsTrust::make(const std::string& ca_file) {
    std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to sockets that may have ended
    TlsTrust trust(SSL_CTX_new(TLS_client_method()));
    SSL_CTX* const context = trust.get();
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                  SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_alpn_protos(context, kProtocol.data(), kProtocol.size());
    const bool is_set = ca_file.empty()
                            ? SSL_CTX_set_default_verify_paths(context) == 1
                            : SSL_CTX_load_verify_file(context, ca_file.c_str()) == 1;
    if (!is_set) {
        return tl::unexpected("no certificates (PEM) can be read from '" + ca_file + "'");
    }
    return trust;
}

TlsSession::TlsSession(const TlsTrust& trust, const std::string& host, const Socket& socket)
    : session_(SSL_new(trust.get())) {
    SSL* const session = session_.get();
    SSL_set_fd(session, socket.number());
    SSL_set_quiet_shutdown(session, 1);
    if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), host.c_str()) != 1) {
        SSL_set1_host(session, host.c_str());
        // What SSL_set_tlsext_host_name does, without its cast.
        std::string name = host;
        SSL_ctrl(session, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
    }
}

TlsSession::Progress TlsSession::shake_hands() const {
    ERR_clear_error();
    const int result = SSL_connect(session_.get());
    if (result == 1) {
        return Progress::done;
    }
    switch (SSL_get_error(session_.get(), result)) {
        case SSL_ERROR_WANT_READ: return Progress::wants_bytes;
        case SSL_ERROR_WANT_WRITE: return Progress::wants_room;
        default: return Progress::failed;
    }
}

Moved TlsSession::send(std::string_view bytes) const {
    ERR_clear_error();
    return moved(session_.get(),
                 SSL_write(session_.get(), bytes.data(), static_cast<int>(bytes.size())));
}

Moved TlsSession::receive(std::span<char> room) const {
    ERR_clear_error();
    return moved(session_.get(),
                 SSL_read(session_.get(), room.data(), static_cast<int>(room.size())));
}

std::string TlsSession::fault() const {
    const long verified = SSL_get_verify_result(session_.get());
    return verified == X509_V_OK
               ? last_error()
               : std::string("its certificate is not trusted: ") +
                     X509_verify_cert_error_string(verified);
}

}  // namespace ordersim::load
