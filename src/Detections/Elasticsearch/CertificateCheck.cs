using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Detections.Settings;

namespace Detections.Elasticsearch;

/// <summary>Trusts what the settings name: the authorities of a file, or the fingerprint of a certificate in the server's chain.</summary>
internal sealed class CertificateCheck(ElasticsearchSettings settings)
{
    private readonly ConcurrentDictionary<string, bool> _demanding = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a server asked who we are, and there was no certificate to show.</summary>
    public bool DemandsCertificate(string host) => _demanding.ContainsKey(host);

    public SslClientAuthenticationOptions CreateOptions()
    {
        var options = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = Accept };
        if (settings.Authorities is not null)
        {
            options.CertificateChainPolicy = new()
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(settings.Authorities);
        }

        if (settings.ClientCertificate is { } own)
        {
            options.ClientCertificateContext = SslStreamCertificateContext.Create(
                own,
                settings.ClientIntermediates,
                offline: true
            );
        }
        else
        {
            options.LocalCertificateSelectionCallback = NoteDemand;
        }

        return options;
    }

    /// <summary>Why a certificate is not trusted; null where it is.</summary>
    internal static string? Refusal(
        string host,
        X509Certificate? certificate,
        X509Chain? chain,
        SslPolicyErrors errors,
        ElasticsearchSettings settings
    )
    {
        if (certificate is null || chain is null)
        {
            return "the server shows no certificate";
        }

        if (settings.CaFingerprint is null)
        {
            return errors == SslPolicyErrors.None ? null : CertificateTrouble.Explain(host, chain, errors, settings);
        }

        using var leaf = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        using var pinned = new X509Chain
        {
            ChainPolicy =
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                // Who signed the chain's end is not asked, since the fingerprint answers that; all else still is.
                VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority,
            },
        };
        pinned.ChainPolicy.ExtraStore.AddRange(chain.ChainPolicy.ExtraStore);
        var leads = pinned.Build(leaf);
        return
            leads
            && !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
            && pinned.ChainElements.Any(e => IsPinned(e.Certificate, settings.CaFingerprint))
            ? null
            : CertificateTrouble.Explain(host, pinned, errors, settings);
    }

    internal static bool IsPinned(X509Certificate2 certificate, string fingerprint) =>
        certificate.GetCertHashString(HashAlgorithmName.SHA256) == fingerprint;

    private bool Accept(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        var host = ((SslStream)sender).TargetHostName;
        return Refusal(host, certificate, chain, errors, settings) is { } refusal
            ? throw new CertificateException(refusal)
            : true;
    }

    /// <summary>The second question comes from the server; the first is only whether there is a certificate to begin with.</summary>
    private X509Certificate NoteDemand(
        object sender,
        string host,
        X509CertificateCollection certificates,
        X509Certificate? server,
        string[] issuers
    )
    {
        if (server is not null)
        {
            _demanding[host] = true;
        }

        return null!;
    }
}
