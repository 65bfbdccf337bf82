using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Detections.Settings;

/// <summary>Reads the section that holds secrets. No sentence here may repeat a value that could be one.</summary>
internal sealed class ElasticsearchReader(SectionReader section)
{
    private const int FingerprintLength = 64;

    public ElasticsearchSettings Read()
    {
        var settings = new ElasticsearchSettings
        {
            Urls = ReadUrls(),
            ApiKey = ReadApiKey(),
            Username = section.Text("Username"),
            Password = section.Text("Password"),
            CaFile = ReadCaFile(),
            CaFingerprint = ReadCaFingerprint(),
            RequestTimeout =
                section.Time("RequestTimeout", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10))
                ?? ElasticsearchSettings.DefaultRequestTimeout,
            Retries = section.Number("Retries", 1, 10) ?? ElasticsearchSettings.DefaultRetries,
            RetryDelay =
                section.Time("RetryDelay", TimeSpan.Zero, TimeSpan.FromMinutes(1))
                ?? ElasticsearchSettings.DefaultRetryDelay,
        };
        RefuseContradictions(settings);
        section.RefuseUnknownKeys();
        return settings;
    }

    private List<Uri> ReadUrls()
    {
        var urls = new List<Uri>();
        foreach (var text in section.Texts("Urls"))
        {
            var isUrl = Uri.TryCreate(text, UriKind.Absolute, out var url);
            if (isUrl && url is { Scheme: "http" or "https", Query: "", Fragment: "", UserInfo: "" })
            {
                urls.Add(url);
            }
            else if (text.Contains('@', StringComparison.Ordinal))
            {
                section.Fault(
                    "Urls",
                    "has an entry with an @, not shown because a password may stand before it; set Elasticsearch:Username and Elasticsearch:Password instead."
                );
            }
            else
            {
                section.Refuse(
                    "Urls",
                    text,
                    "an http or https address such as https://localhost:9200, without a query"
                );
            }
        }

        return urls;
    }

    private string? ReadApiKey()
    {
        var text = section.Text("ApiKey")?.Trim();
        if (text is null || IsEncodedKey(text))
        {
            return text;
        }

        section.Fault(
            "ApiKey",
            "is not the base64 form of an API key; allowed is base64 of id:api_key, which is the field \"encoded\" of the answer that created the key. The value is not shown."
        );
        return null;
    }

    private static bool IsEncodedKey(string text)
    {
        var decoded = new byte[text.Length];
        return Convert.TryFromBase64String(text, decoded, out var length)
            && Encoding.UTF8.GetString(decoded, 0, length).Split(':') is [{ Length: > 0 }, { Length: > 0 }];
    }

    private string? ReadCaFile()
    {
        var path = section.Text("CaFile");
        if (path is null || HoldsCertificate(path))
        {
            return path;
        }

        section.Refuse("CaFile", path, "the path of a PEM file that exists, can be read, and holds a certificate");
        return null;
    }

    private static bool HoldsCertificate(string path)
    {
        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPemFile(path);
            return certificates.Count > 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return false;
        }
    }

    private string? ReadCaFingerprint()
    {
        var text = section.Text("CaFingerprint");
        var digits = text?.Replace(":", "", StringComparison.Ordinal).ToUpperInvariant();
        if (text is null || digits!.Length == FingerprintLength && digits.All(char.IsAsciiHexDigit))
        {
            return digits;
        }

        section.Refuse("CaFingerprint", text, "a SHA-256 fingerprint of 64 hex digits, with or without colons");
        return null;
    }

    private void RefuseContradictions(ElasticsearchSettings settings)
    {
        if (section.Holds("ApiKey") && section.Holds("Username"))
        {
            section.Fault("ApiKey", "is set beside Elasticsearch:Username; allowed is one of them.");
        }

        if (settings.Username is null != settings.Password is null)
        {
            section.Fault(
                settings.Username is null ? "Username" : "Password",
                $"is missing, while Elasticsearch:{(settings.Username is null ? "Password" : "Username")} is set; allowed are both or none."
            );
        }

        if (section.Holds("CaFile") && section.Holds("CaFingerprint"))
        {
            section.Fault("CaFile", "is set beside Elasticsearch:CaFingerprint; allowed is one of them.");
        }
    }
}
