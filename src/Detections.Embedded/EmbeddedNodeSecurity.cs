namespace Detections.Embedded;

/// <summary>Makes the node ask who is calling. The user named here may do everything, and create others who may not.</summary>
/// <remarks>No record: its text would tell the password.</remarks>
public sealed class EmbeddedNodeSecurity(string userName, string password)
{
    public string UserName { get; } = userName;

    public string Password { get; } = password;
}
