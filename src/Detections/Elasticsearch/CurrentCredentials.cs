using System.Net.Http.Headers;
using Detections.Settings;

namespace Detections.Elasticsearch;

/// <summary>What is shown to the cluster: as it was set, until the file of the secret holds another.</summary>
internal sealed class CurrentCredentials(ElasticsearchSettings settings)
{
    private AuthenticationHeaderValue? _header = Credentials.Header(settings);

    public AuthenticationHeaderValue? Header => Volatile.Read(ref _header);

    /// <summary>What to show in place of what was refused; null where there is nothing else.</summary>
    public async Task<AuthenticationHeaderValue?> RenewAsync(
        AuthenticationHeaderValue? refused,
        CancellationToken cancellationToken
    )
    {
        if (Equals(Header, refused) && await ReadAsync(cancellationToken) is { } renewed)
        {
            Volatile.Write(ref _header, renewed);
        }

        return Equals(Header, refused) ? null : Header;
    }

    private async Task<AuthenticationHeaderValue?> ReadAsync(CancellationToken cancellationToken)
    {
        if ((settings.ApiKeyFile ?? settings.PasswordFile) is not { } path)
        {
            return null;
        }

        string secret;
        try
        {
            secret = (await File.ReadAllTextAsync(path, cancellationToken)).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Then the refusal is told, and who watches the files tells of this one.
            return null;
        }

        return settings.ApiKeyFile is null ? Credentials.Header(settings with { Password = secret })
            : ApiKeyText.IsEncoded(secret) ? Credentials.Header(settings with { ApiKey = secret })
            : null;
    }
}
