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
            Password = section.Secret("Password"),
            Authorities = ReadAuthorities(),
            CaFingerprint = ReadCaFingerprint(),
            ClientCertificate = ReadClientCertificate(),
            Proxy = ReadProxy(),
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
        var text = section.Secret("ApiKey")?.Trim();
        if (text is null || IsEncodedKey(text))
        {
            return text;
        }

        section.Fault(
            section.Holds("ApiKeyFile") ? "ApiKeyFile" : "ApiKey",
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

    private X509Certificate2Collection? ReadAuthorities()
    {
        var path = section.FilePath("CaFile");
        if (path is null)
        {
            return null;
        }

        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPemFile(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            certificates.Clear();
        }

        if (certificates.Count > 0)
        {
            return certificates;
        }

        section.Refuse("CaFile", path, "the path of a PEM file that exists, can be read, and holds a certificate");
        return null;
    }

    private X509Certificate2? ReadClientCertificate()
    {
        var certificate = section.FilePath("ClientCertificateFile");
        var key = section.FilePath("ClientKeyFile");
        var password = section.Secret("ClientKeyPassword");
        if (certificate is null)
        {
            if (key is not null)
            {
                section.Fault(
                    "ClientKeyFile",
                    "is set without Elasticsearch:ClientCertificateFile; a key needs its certificate."
                );
            }

            return null;
        }

        try
        {
            using var loaded = password is null
                ? X509Certificate2.CreateFromPemFile(certificate, key)
                : X509Certificate2.CreateFromEncryptedPemFile(certificate, password, key);
            // A key that is only in memory cannot be used for TLS on every system; one that went through PKCS#12 can.
            return X509CertificateLoader.LoadPkcs12(loaded.Export(X509ContentType.Pkcs12), password: null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            section.Refuse(
                "ClientCertificateFile",
                certificate,
                $"the path of a PEM file with a certificate, and with its private key unless Elasticsearch:ClientKeyFile names that ({e.Message})"
            );
            return null;
        }
    }

    private Uri? ReadProxy()
    {
        var text = section.Text("Proxy");
        if (text is null)
        {
            return null;
        }

        if (text.Contains('@', StringComparison.Ordinal))
        {
            section.Fault("Proxy", "has an @, so it is not shown; a proxy that asks for a password is not supported.");
            return null;
        }

        if (
            Uri.TryCreate(text, UriKind.Absolute, out var url)
            && url is { Scheme: "http" or "https", PathAndQuery: "/" }
        )
        {
            return url;
        }

        section.Refuse("Proxy", text, "an http address such as http://proxy.example.com:3128");
        return null;
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
        if ((section.Holds("ApiKey") || section.Holds("ApiKeyFile")) && section.Holds("Username"))
        {
            section.Fault(
                section.Holds("ApiKey") ? "ApiKey" : "ApiKeyFile",
                "is set beside Elasticsearch:Username; allowed is one of them."
            );
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
