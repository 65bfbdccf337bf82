using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Detections.Settings;

namespace Detections.Elasticsearch;

/// <summary>What is wrong with a server's certificate, what was expected of it, and how to get there.</summary>
internal static class CertificateTrouble
{
    private const X509ChainStatusFlags Untrusted =
        X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain;

    private const X509ChainStatusFlags Told = Untrusted | X509ChainStatusFlags.NotTimeValid;

    public static string Explain(string host, X509Chain chain, SslPolicyErrors errors, ElasticsearchSettings settings)
    {
        var troubles = new List<string>();
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        foreach (var (element, position) in chain.ChainElements.Select((e, i) => (e.Certificate, i)))
        {
            troubles.AddRange(Time(element, position, now));
        }

        if (IsUntrusted(chain, settings))
        {
            troubles.Add(Authority(chain.ChainElements[^1].Certificate, settings));
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            troubles.Add(
                $"it is made out for {Names(chain.ChainElements[0].Certificate)} and not for {host}: use such a name in Elasticsearch:Urls, or have the certificate issued for {host} too"
            );
        }

        troubles.AddRange(
            chain
                .ChainStatus.Where(s => (s.Status & ~Told) != X509ChainStatusFlags.NoError)
                .Select(s => $"{s.Status}: {s.StatusInformation.Trim()}")
                .Distinct(StringComparer.Ordinal)
        );
        return $"the certificate of {host} is not trusted: {string.Join("; ", troubles)}";
    }

    public static string Fingerprint(X509Certificate2 certificate) =>
        certificate.GetCertHashString(HashAlgorithmName.SHA256);

    public static string Day(DateTime time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);

    private static IEnumerable<string> Time(X509Certificate2 certificate, int position, DateTime now)
    {
        var it = position == 0 ? "it" : $"that of its authority \"{certificate.Subject}\"";
        if (certificate.NotAfter.ToUniversalTime() < now)
        {
            yield return $"{it} expired on {Day(certificate.NotAfter)}: renew it on the server";
        }
        else if (certificate.NotBefore.ToUniversalTime() > now)
        {
            yield return $"{it} is not valid before {Day(certificate.NotBefore)}, and here it is {Day(now)}: set the clock that is wrong";
        }
    }

    private static bool IsUntrusted(X509Chain chain, ElasticsearchSettings settings) =>
        settings.CaFingerprint is { } pinned
            ? !chain.ChainElements.Any(e => CertificateCheck.IsPinned(e.Certificate, pinned))
            : chain.ChainStatus.Any(s => (s.Status & Untrusted) != X509ChainStatusFlags.NoError);

    private static string Authority(X509Certificate2 end, ElasticsearchSettings settings)
    {
        var isSelfSigned = end.SubjectName.RawData.AsSpan().SequenceEqual(end.IssuerName.RawData);
        var found = isSelfSigned
            ? $"its chain ends in \"{end.Subject}\" with the SHA-256 fingerprint {Fingerprint(end)}"
            : $"it was issued by \"{end.Issuer}\", whose own certificate the server does not send";
        var pin = isSelfSigned ? ", or Elasticsearch:CaFingerprint to that fingerprint once it is confirmed there" : "";
        return $"{found}, while {Expected(settings)}. Set Elasticsearch:CaFile to the authority of this server (http_ca.crt in config/certs of a node, or that of the proxy before it){pin}";
    }

    private static string Expected(ElasticsearchSettings settings)
    {
        if (settings.CaFingerprint is { } fingerprint)
        {
            return $"Elasticsearch:CaFingerprint is {fingerprint}";
        }

        return settings.Authorities is { } authorities
            ? $"Elasticsearch:CaFile holds {string.Join(", ", authorities.Select(a => $"\"{a.Subject}\" with {Fingerprint(a)}"))}"
            : "neither this system nor Elasticsearch:CaFile or CaFingerprint says to trust that";
    }

    private static string Names(X509Certificate2 certificate)
    {
        var names = certificate
            .Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(e => e.EnumerateDnsNames().Concat(e.EnumerateIPAddresses().Select(a => a.ToString())))
            .ToList();
        return names.Count > 0 ? string.Join(", ", names) : certificate.Subject;
    }
}
