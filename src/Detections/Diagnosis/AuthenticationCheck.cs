using System.Net;
using System.Text;
using System.Text.Json;
using Detections.Elasticsearch;
using Detections.Settings;

namespace Detections.Diagnosis;

/// <summary>Who the cluster takes us for, and for how long.</summary>
internal sealed class AuthenticationCheck(ElasticsearchClient client, AppSettings settings, TimeProvider local)
{
    private const string Id = "authentication";
    private const string Subject = "authentication";

    public async Task<IReadOnlyList<CheckResult>> LookAsync(CancellationToken cancellationToken)
    {
        using var response = await client.GetAsync("_security/_authenticate", cancellationToken);
        if (response.IsWithoutSecurity)
        {
            return
            [
                CheckResult.Amber(
                    Id,
                    Subject,
                    "the cluster asks nobody who they are, so that everybody may read its events and change its alerts",
                    "Set xpack.security.enabled: true on its nodes, and give this program an API key"
                ),
            ];
        }

        using var body = response.Expect().ReadJson();
        var root = body.RootElement;
        var user = root.GetProperty("username").GetString()!;
        var kind = root.TryGetProperty("authentication_type", out var type) ? type.GetString() : null;
        if (kind == "anonymous")
        {
            return
            [
                CheckResult.Amber(
                    Id,
                    Subject,
                    $"let in as anyone would be, under the name {user}",
                    "Give this program an API key (`detections setup --api-key-file FILE`), and take the rights of the anonymous user away"
                ),
            ];
        }

        if (kind == "api_key")
        {
            return [await ExpiryAsync(KeyId(root), user, cancellationToken)];
        }

        var roles = root.GetProperty("roles").EnumerateArray().Select(r => r.GetString()!).ToList();
        return
        [
            settings.Elasticsearch.ApiKey is null && roles.Contains("superuser")
                ? CheckResult.Amber(
                    Id,
                    Subject,
                    $"user {user} with the role superuser, which may do far more than running needs",
                    "Make an API key of the least privileges: `detections setup --api-key-file FILE`"
                )
                : CheckResult.Green(
                    Id,
                    Subject,
                    roles.Count == 0 ? $"user {user}" : $"user {user} with the roles {Words.List(roles)}"
                ),
        ];
    }

    /// <summary>7.17 does not tell which key it is. The first half of what we show is no secret.</summary>
    private string? KeyId(JsonElement authentication) =>
        authentication.TryGetProperty("api_key", out var key) ? key.GetProperty("id").GetString()
        : settings.Elasticsearch.ApiKey is { } own
            ? Encoding.UTF8.GetString(Convert.FromBase64String(own)).Split(':')[0]
        : null;

    /// <summary>A key may always ask about itself.</summary>
    private async Task<CheckResult> ExpiryAsync(string? keyId, string user, CancellationToken cancellationToken)
    {
        if (keyId is null)
        {
            return CheckResult.Green(Id, Subject, $"an API key of user {user}; when it expires is not told");
        }

        using var response = await client.GetAsync(
            $"_security/api_key?id={Uri.EscapeDataString(keyId)}",
            cancellationToken
        );
        response.Expect(HttpStatusCode.Forbidden, HttpStatusCode.NotFound);
        var who = $"API key {keyId} of user {user}";
        if (!response.IsSuccess)
        {
            return CheckResult.Green(Id, Subject, $"{who}; when it expires is not told");
        }

        using var body = response.ReadJson();
        var key = body.RootElement.GetProperty("api_keys")[0];
        who = $"API key \"{key.GetProperty("name").GetString()}\" ({keyId}) of user {user}";
        if (!key.TryGetProperty("expiration", out var expiration) || expiration.ValueKind != JsonValueKind.Number)
        {
            return CheckResult.Green(Id, Subject, $"{who}, which does not expire");
        }

        var until = DateTimeOffset.FromUnixTimeMilliseconds(expiration.GetInt64());
        var left = until - local.GetUtcNow();
        return left < Certificates.Soon
            ? CheckResult.Amber(
                Id,
                Subject,
                $"{who}, which expires on {Words.Of(until)}, in {Words.Of(left)}",
                "Create a new key and put it in its place; the settings are read again while running"
            )
            : CheckResult.Green(Id, Subject, $"{who}, which expires on {Words.Of(until)}");
    }
}
