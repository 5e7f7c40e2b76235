using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Recsys.MLNet.AspNetCore;

/// <summary>Checks API keys.</summary>
internal sealed class ApiGate(RecsysHttpOptions options)
{
    private readonly (byte[] Hash, ApiScopes Scopes)[] _keys = [.. options.Keys.Select(k => (SHA256.HashData(Encoding.UTF8.GetBytes(k.Key)), k.Value))];

    /// <summary>What the request's key may do: everything where there are no keys at all.</summary>
    public ApiScopes ScopesOf(HttpRequest request)
    {
        if (_keys.Length == 0)
            return ApiScopes.All;
        string? key = request.Headers["X-API-Key"];
        if (key is null && request.Headers.Authorization.ToString() is var header && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            key = header[7..].Trim();
        if (string.IsNullOrEmpty(key))
            return ApiScopes.None;
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        var scopes = ApiScopes.None;
        foreach (var (known, its) in _keys) // all of them, whatever matches: the time says nothing
            if (CryptographicOperations.FixedTimeEquals(known, hash))
                scopes |= its;
        return scopes;
    }
}
