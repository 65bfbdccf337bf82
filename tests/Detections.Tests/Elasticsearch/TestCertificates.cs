using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Detections.Tests.Elasticsearch;

internal static class TestCertificates
{
    private static readonly DateTimeOffset Start = TimeProvider.System.GetUtcNow();

    public static string Fingerprint(X509Certificate2 certificate) =>
        certificate.GetCertHashString(HashAlgorithmName.SHA256);

    public static X509Certificate2 Authority(string name = "Test CA", double expires = 1)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(Day(-1), Day(expires));
    }

    /// <summary>An authority below another.</summary>
    public static X509Certificate2 Authority(X509Certificate2 issuer, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var signed = request.Create(issuer, Day(-1), Day(1), RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }

    public static X509Certificate2 Issue(
        X509Certificate2 authority,
        string name,
        double expires = 1,
        double starts = -1
    )
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(authority, Day(starts), Day(expires), RandomNumberGenerator.GetBytes(8));
        using var whole = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>Counted from one moment, since no certificate may outlive its authority by a second.</summary>
    private static DateTimeOffset Day(double days) => Start.AddDays(days);
}
