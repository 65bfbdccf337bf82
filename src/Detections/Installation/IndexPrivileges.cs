namespace Detections.Installation;

/// <summary>Privileges on local indices by name or pattern.</summary>
internal sealed record IndexPrivileges(IReadOnlyList<string> Names, IReadOnlyList<Privilege> Privileges);
