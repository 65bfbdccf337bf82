using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

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
            ApiKeyFile = section.Text("ApiKeyFile"),
            Username = section.Text("Username"),
            Password = section.Secret("Password"),
            PasswordFile = section.Text("PasswordFile"),
            Authorities = ReadAuthorities(),
            CaFingerprint = ReadCaFingerprint(),
            ClientCertificate = ReadClientCertificate(out var intermediates),
            ClientIntermediates = intermediates,
            Proxy = ReadProxy(),
            Compression = section.Flag("Compression", defaultValue: false),
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
            else
            {
                section.RefuseUrl(
                    "Urls",
                    text,
                    "an http or https address such as https://localhost:9200, without a query",
                    "set Elasticsearch:Username and Elasticsearch:Password instead"
                );
            }
        }

        return urls;
    }

    private string? ReadApiKey()
    {
        var text = section.Secret("ApiKey")?.Trim();
        if (text is null || ApiKeyText.IsEncoded(text))
        {
            return text;
        }

        section.Fault(
            section.Holds("ApiKeyFile") ? "ApiKeyFile" : "ApiKey",
            "is not the base64 form of an API key; allowed is base64 of id:api_key, which is the field \"encoded\" of the answer that created the key. The value is not shown."
        );
        return null;
    }

    private X509Certificate2Collection? ReadAuthorities()
    {
        var text = section.FileContent("CaFile");
        if (text is null)
        {
            return null;
        }

        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(text);
        }
        catch (CryptographicException)
        {
            certificates.Clear();
        }

        if (certificates.Count > 0)
        {
            return certificates;
        }

        section.Fault("CaFile", $"names {section.Text("CaFile")}, which is not a PEM file with a certificate.");
        return null;
    }

    private X509Certificate2? ReadClientCertificate(out X509Certificate2Collection? intermediates)
    {
        intermediates = null;
        var password = section.Secret("ClientKeyPassword");
        var path = section.Text("ClientCertificateFile");
        var hasKeyFile = section.Text("ClientKeyFile") is not null;
        if (path is null)
        {
            if (hasKeyFile)
            {
                section.Fault(
                    "ClientKeyFile",
                    "is set without Elasticsearch:ClientCertificateFile; a key needs its certificate."
                );
            }

            return null;
        }

        var certificate = section.FileContent("ClientCertificateFile");
        var key = hasKeyFile ? section.FileContent("ClientKeyFile") : certificate;
        if (certificate is null || key is null)
        {
            return null;
        }

        try
        {
            using var loaded = password is null
                ? X509Certificate2.CreateFromPem(certificate, key)
                : X509Certificate2.CreateFromEncryptedPem(certificate, key, password);
            intermediates = Rest(certificate);
            // A key that is only in memory cannot be used for TLS on every system; one that went through PKCS#12 can.
            return X509CertificateLoader.LoadPkcs12(loaded.Export(X509ContentType.Pkcs12), password: null);
        }
        catch (CryptographicException e)
        {
            section.Fault(
                "ClientCertificateFile",
                $"names {path}; it needs a PEM file with a certificate, and with its private key unless Elasticsearch:ClientKeyFile names that ({e.Message})."
            );
            return null;
        }
    }

    /// <summary>The certificates after the first, which say who issued it.</summary>
    private static X509Certificate2Collection Rest(string pem)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(pem);
        certificates.RemoveAt(0);
        return certificates;
    }

    private Uri? ReadProxy()
    {
        var text = section.Text("Proxy");
        if (text is null)
        {
            return null;
        }

        if (
            Uri.TryCreate(text, UriKind.Absolute, out var url)
            && url is { Scheme: "http" or "https", PathAndQuery: "/", UserInfo: "" }
        )
        {
            return url;
        }

        section.RefuseUrl(
            "Proxy",
            text,
            "an http address such as http://proxy.example.com:3128",
            "a proxy that asks for a password is not supported"
        );
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
