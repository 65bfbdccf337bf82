using System.Text;

namespace Detections.Tests.Cluster;

/// <summary>What a node answered, before it goes on.</summary>
internal sealed record NodeAnswer(int Status, string? ContentType, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public static NodeAnswer Json(int status, string body) =>
        new(status, "application/json", Encoding.UTF8.GetBytes(body));
}
