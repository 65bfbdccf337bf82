using System.Security.Cryptography.X509Certificates;
using Detections.Elasticsearch;

namespace Detections.Diagnosis;

internal static class Certificates
{
    public static readonly TimeSpan Soon = TimeSpan.FromDays(30);

    /// <summary>How long our own certificate lasts.</summary>
    public static IReadOnlyList<CheckResult> Expiry(X509Certificate2 own, TimeProvider local)
    {
        const string id = "client-certificate";
        var until = CertificateTrouble.Day(own.NotAfter);
        var left = own.NotAfter.ToUniversalTime() - local.GetUtcNow().UtcDateTime;
        return
        [
            left < TimeSpan.Zero
                ? CheckResult.Red(id, own.Subject, $"expired on {until}", "Renew Elasticsearch:ClientCertificateFile")
            : left < Soon
                ? CheckResult.Amber(
                    id,
                    own.Subject,
                    $"expires on {until}, in {Words.Of(left)}",
                    "Renew Elasticsearch:ClientCertificateFile"
                )
            : CheckResult.Green(id, own.Subject, $"valid until {until}"),
        ];
    }
}
