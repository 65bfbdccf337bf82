using System.Security.Cryptography.X509Certificates;

namespace Detections.Settings;

/// <summary>Where the cluster is and how to be let in.</summary>
internal sealed record ElasticsearchSettings
{
    public const string Section = "Elasticsearch";

    public const int DefaultRetries = 3;

    public static readonly TimeSpan DefaultRequestTimeout = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan DefaultRetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>Empty when no cluster is set.</summary>
    public IReadOnlyList<Uri> Urls { get; init; } = [];

    /// <summary>The base64 form, as it goes into the <c>Authorization: ApiKey</c> header.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Where the key was read, so that one that was rotated is found.</summary>
    public string? ApiKeyFile { get; init; }
    public string? Username { get; init; }
    public string? Password { get; init; }
    public string? PasswordFile { get; init; }

    /// <summary>From the CA file: whom to trust in place of the system's authorities.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>SHA-256 of the CA certificate: 64 upper-case hex digits without colons.</summary>
    public string? CaFingerprint { get; init; }

    /// <summary>With its private key: how this program shows who it is, where the cluster asks for that.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>From the file of the client certificate: who issued it, for a server that knows only the root.</summary>
    public X509Certificate2Collection? ClientIntermediates { get; init; }

    public Uri? Proxy { get; init; }

    /// <summary>Whether answers may come compressed: fewer bytes for more work on both sides.</summary>
    public bool Compression { get; init; }

    /// <summary>For one attempt, not for the retries together.</summary>
    public TimeSpan RequestTimeout { get; init; } = DefaultRequestTimeout;

    /// <summary>Attempts after the first, when the cluster is busy or does not answer.</summary>
    public int Retries { get; init; } = DefaultRetries;

    /// <summary>Before the first retry; doubled, with jitter, before each further one.</summary>
    public TimeSpan RetryDelay { get; init; } = DefaultRetryDelay;

    /// <summary>The same, as whoever has the key.</summary>
    public ElasticsearchSettings As(string apiKey) =>
        this with
        {
            ApiKey = apiKey,
            ApiKeyFile = null,
            Username = null,
            Password = null,
            PasswordFile = null,
        };

    /// <summary>A record would print its secrets.</summary>
    public override string ToString() => nameof(ElasticsearchSettings);
}
