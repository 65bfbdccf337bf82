using k8s;
using k8s.Models;

namespace Detections.Tests.Deploy;

/// <summary>Every place in deploy/ that starts the program.</summary>
internal static class Workloads
{
    private const string Secret = "from a secret";

    public static IEnumerable<Workload> All() =>
        [
            .. OfTheImage(),
            .. OfCompose(DeployFiles.TrialCompose),
            .. OfCompose(DeployFiles.Compose),
            .. OfKubernetes(),
            OfSystemd(),
        ];

    /// <summary>Everything in the folder, read strictly: a field that Kubernetes does not know is an exception.</summary>
    public static IReadOnlyList<IKubernetesObject<V1ObjectMeta>> Manifests() =>
        [
            .. DeployFiles
                .Manifests()
                .SelectMany(f => KubernetesYaml.LoadAllFromString(DeployFiles.Read(f), strict: true))
                .Cast<IKubernetesObject<V1ObjectMeta>>(),
        ];

    public static T Manifest<T>() => Manifests().OfType<T>().Single();

    public static IEnumerable<V1PodSpec> Pods() =>
        [Manifest<V1Deployment>().Spec.Template.Spec, Manifest<V1Job>().Spec.Template.Spec];

    private static IEnumerable<Workload> OfTheImage()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in Dockerfile.Last("ENV").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            environment.Add(parts[0], parts[1].Trim('"'));
        }

        yield return new("image", Dockerfile.Exec(Dockerfile.Last("CMD")), environment, Shipped);
        yield return new(
            "image's health check",
            [.. Dockerfile.Exec(Dockerfile.Last("HEALTHCHECK")).Skip(1)],
            environment,
            Shipped
        );
    }

    private static IEnumerable<Workload> OfCompose(string file) =>
        new ComposeFile(file).Ours.Select(s => new Workload(
            $"{file} {s.Key}",
            ComposeFile.List(s.Value, "command") is [_, ..] command ? command : Dockerfile.Exec(Dockerfile.Last("CMD")),
            ComposeFile.Environment(s.Value),
            Shipped
        ));

    private static IEnumerable<Workload> OfKubernetes() =>
        Pods()
            .SelectMany(p => p.Containers)
            .Select(c => new Workload(
                $"Kubernetes {c.Name}",
                [.. c.Args],
                c.Env.ToDictionary(e => e.Name, e => e.Value ?? Secret, StringComparer.Ordinal),
                Manifest<V1ConfigMap>().Data["appsettings.json"]
            ));

    private static Workload OfSystemd() =>
        new(
            "systemd",
            UnitFile.One("ExecStart").Split(' ')[1..],
            UnitFile
                .All("Environment")
                .SelectMany(line => line.Split(' '))
                .Select(pair => pair.Split('=', 2))
                .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal),
            Shipped
        );

    private static string Shipped => DeployFiles.Read("appsettings.json");
}
