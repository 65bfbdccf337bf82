using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Detections.Elasticsearch;

namespace Detections.Tests.Elasticsearch;

public sealed class CertificateCheckTests
{
    [Fact]
    public void A_certificate_is_trusted_by_the_fingerprint_of_the_authority_that_is_sent_with_it()
    {
        using var authority = TestCertificates.Authority();
        using var certificate = TestCertificates.Issue(authority, "es");

        Assert.True(Accepts(certificate, authority, TestCertificates.Fingerprint(authority)));
    }

    [Fact]
    public void The_name_must_fit_all_the_same()
    {
        using var authority = TestCertificates.Authority();
        using var certificate = TestCertificates.Issue(authority, "es");

        Assert.False(
            Accepts(
                certificate,
                authority,
                TestCertificates.Fingerprint(authority),
                SslPolicyErrors.RemoteCertificateNameMismatch
            )
        );
    }

    [Fact]
    public void Sending_the_pinned_authority_along_does_not_help_one_that_it_did_not_sign()
    {
        using var authority = TestCertificates.Authority();
        using var impostor = TestCertificates.Authority();
        using var certificate = TestCertificates.Issue(impostor, "es");

        Assert.False(Accepts(certificate, authority, TestCertificates.Fingerprint(authority)));
    }

    [Fact]
    public void An_expired_certificate_is_refused()
    {
        using var authority = TestCertificates.Authority();
        using var certificate = TestCertificates.Issue(authority, "es", expires: 0);

        Assert.False(Accepts(certificate, authority, TestCertificates.Fingerprint(authority)));
    }

    private static bool Accepts(
        X509Certificate2 certificate,
        X509Certificate2 sent,
        string fingerprint,
        SslPolicyErrors errors = SslPolicyErrors.RemoteCertificateChainErrors
    )
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.ExtraStore.Add(sent);
        return CertificateCheck.Refusal("es", certificate, chain, errors, new() { CaFingerprint = fingerprint })
            is null;
    }
}
