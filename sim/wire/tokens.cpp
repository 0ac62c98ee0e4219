#include "sim/wire/tokens.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "sim/base/assert.hpp"
#include "sim/base/enum_names.hpp"

namespace ordersim::wire {
namespace {

constexpr std::size_t kKeyBytesMin = 16;
constexpr std::size_t kAccountMax = 64;

}  // namespace

bool is_account(std::string_view text) {
    return !text.empty() && text.size() <= kAccountMax && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_';
    });
}

void Tokens::Closer::operator()(evp_mac_ctx_st* signing) const noexcept {
    EVP_MAC_CTX_free(signing);
}

Tokens::Tokens(std::string key) : key_(std::move(key)) {
    ORDERSIM_ASSERT(key_.size() >= kKeyBytesMin);
    EVP_MAC* const hmac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    begun_.reset(EVP_MAC_CTX_new(hmac));
    EVP_MAC_free(hmac);
    std::string digest = "SHA256";
    const std::array<OSSL_PARAM, 2> parameters{
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
        OSSL_PARAM_construct_end()};
    const auto* bytes = reinterpret_cast<const unsigned char*>(key_.data());
    ORDERSIM_ASSERT(EVP_MAC_init(begun_.get(), bytes, key_.size(), parameters.data()) == 1);
}

std::string Tokens::sign(std::string_view text) const {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    std::size_t size = 0;
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    const Signing signing(EVP_MAC_CTX_dup(begun_.get()));
    ORDERSIM_ASSERT(EVP_MAC_update(signing.get(), bytes, text.size()) == 1 &&
                    EVP_MAC_final(signing.get(), digest.data(), &size, digest.size()) == 1);
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex(2 * size, '0');
    for (std::size_t i = 0; i < size; ++i) {
        hex[2 * i] = digits[digest[i] >> 4U];
        hex[2 * i + 1] = digits[digest[i] & 15U];
    }
    return hex;
}

bool Tokens::is_signed(std::string_view text, std::string_view signature) const {
    const std::string own = sign(text);
    return own.size() == signature.size() &&
           CRYPTO_memcmp(own.data(), signature.data(), own.size()) == 0;
}

std::string Tokens::issue(const Caller& caller, std::int64_t expires_at) const {
    ORDERSIM_ASSERT(is_account(caller.account));
    std::string text(enum_name(caller.role));
    text += "." + caller.account + "." + std::to_string(expires_at);
    return text + "." + sign(text);
}

std::optional<Token> Tokens::read(std::string_view token, std::int64_t now) const {
    const std::size_t end = token.rfind('.');
    if (end == std::string_view::npos || !is_signed(token.substr(0, end), token.substr(end + 1))) {
        return std::nullopt;
    }
    const std::string_view text = token.substr(0, end);
    const std::size_t first = text.find('.');
    const std::size_t last = text.rfind('.');
    std::int64_t expires_at = 0;
    std::from_chars(text.data() + last + 1, text.data() + text.size(), expires_at);
    const auto role = enum_from_name<order::Actor>(text.substr(0, first));
    if (!role || first == last || expires_at <= now) {
        return std::nullopt;
    }
    return Token{{*role, std::string(text.substr(first + 1, last - first - 1))}, expires_at};
}

}  // namespace ordersim::wire
