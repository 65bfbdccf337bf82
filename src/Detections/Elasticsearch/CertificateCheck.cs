using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Detections.Settings;

namespace Detections.Elasticsearch;

/// <summary>Trusts what the settings name: a CA file, or the fingerprint of a certificate in the server's chain.</summary>
internal static class CertificateCheck
{
    public static SslClientAuthenticationOptions Create(ElasticsearchSettings settings)
    {
        var options = new SslClientAuthenticationOptions();
        if (settings.Authorities is { } authorities)
        {
            options.CertificateChainPolicy = new()
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }
        else if (settings.CaFingerprint is { } fingerprint)
        {
            options.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                Accepts(certificate, chain, errors, fingerprint);
        }

        return options;
    }

    /// <summary>The name must fit, and the certificate must lead, by valid signatures, to the one of the fingerprint.</summary>
    internal static bool Accepts(
        X509Certificate? certificate,
        X509Chain? chain,
        SslPolicyErrors errors,
        string fingerprint
    )
    {
        if (certificate is null || chain is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return false;
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
        return pinned.Build(leaf)
            && pinned.ChainElements.Any(e => e.Certificate.GetCertHashString(HashAlgorithmName.SHA256) == fingerprint);
    }
}
