using Detections.Commands;
using Detections.Settings;
using k8s.Models;

namespace Detections.Tests.Deploy;

public sealed class KubernetesTests
{
    private const string Name = "app.kubernetes.io/name";

    public static TheoryData<string> Manifests => [.. DeployFiles.Manifests()];

    [Theory]
    [MemberData(nameof(Manifests))]
    public async Task It_is_valid_by_the_published_schema(string manifest) =>
        Assert.Empty(await DeployLint.RunAsync("kubernetes", manifest));

    [Fact]
    public async Task A_wrong_manifest_is_found()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(
            file,
            "{ apiVersion: apps/v1, kind: Deployment, spec: { replicas: many, template: {} } }",
            TestContext.Current.CancellationToken
        );
        var found = await DeployLint.RunAsync("kubernetes", file);
        File.Delete(file);

        Assert.Contains("selector", found);
        Assert.Contains("replicas", found);
    }

    [Fact]
    public void No_manifest_has_a_field_that_Kubernetes_does_not_know() => Assert.NotEmpty(Workloads.Manifests());

    [Fact]
    public void No_manifest_names_a_namespace() =>
        Assert.All(Workloads.Manifests(), m => Assert.Null(m.Metadata.NamespaceProperty));

    /// <summary>The Secret would overwrite the real one, and the job runs once and not with every change.</summary>
    [Fact]
    public void All_is_applied_but_the_example_of_the_Secret_and_the_set_up()
    {
        var kustomization = DeployFiles.Read($"{DeployFiles.Kubernetes}/kustomization.yaml");
        var left = DeployFiles
            .Manifests()
            .Select(m => Path.GetFileName(m))
            .Where(m => !kustomization.Contains($"  - {m}\n", StringComparison.Ordinal));

        Assert.Equal(["secret.example.yaml", "setup-job.yaml"], left);
    }

    /// <summary>What the Pod Security Standard called restricted asks for, and a read-only file system.</summary>
    [Fact]
    public void Pods_have_no_rights_and_write_nowhere()
    {
        foreach (var pod in Workloads.Pods())
        {
            Assert.True(pod.SecurityContext.RunAsNonRoot);
            Assert.Equal("RuntimeDefault", pod.SecurityContext.SeccompProfile.Type);
            Assert.False(pod.AutomountServiceAccountToken);
            Assert.All(
                pod.Containers,
                container =>
                {
                    Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
                    Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
                    Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
                    Assert.NotNull(container.Resources.Limits["memory"]);
                }
            );
        }
    }

    [Fact]
    public void Pods_run_as_the_user_of_the_image() =>
        Assert.All(
            Workloads.Pods(),
            pod =>
                Assert.Equal(
                    Dockerfile.Last("USER"),
                    $"{pod.SecurityContext.RunAsUser}:{pod.SecurityContext.RunAsGroup}"
                )
        );

    /// <summary>A file that is mounted by itself is never updated.</summary>
    [Fact]
    public void Settings_and_secrets_are_mounted_as_folders_so_that_changes_arrive() =>
        Assert.All(
            Workloads.Pods().SelectMany(p => p.Containers).SelectMany(c => c.VolumeMounts),
            mount => Assert.Null(mount.SubPath)
        );

    [Fact]
    public void Secrets_can_be_read_by_the_user_of_the_image_and_by_no_other()
    {
        foreach (var pod in Workloads.Pods())
        {
            Assert.Equal(pod.SecurityContext.RunAsGroup, pod.SecurityContext.FsGroup);
            Assert.All(
                pod.Volumes.Where(v => v.Secret is not null),
                volume => Assert.Equal(Convert.ToInt32("440", 8), volume.Secret.DefaultMode)
            );
        }
    }

    [Fact]
    public void Every_file_that_a_setting_names_is_mounted()
    {
        foreach (var container in Workloads.Pods().SelectMany(p => p.Containers))
        {
            var files = container.Env.Where(e => e.Name.EndsWith("File", StringComparison.Ordinal)).ToList();

            Assert.NotEmpty(files);
            Assert.All(
                files,
                file =>
                    Assert.Contains(Path.GetDirectoryName(file.Value), container.VolumeMounts.Select(m => m.MountPath))
            );
        }
    }

    [Fact]
    public void The_key_in_the_Secret_is_named_as_the_setting_reads_it()
    {
        var file = Workloads
            .Manifest<V1Deployment>()
            .Spec.Template.Spec.Containers.Single()
            .Env.Single(e => e.Name == "Elasticsearch__ApiKeyFile")
            .Value;

        Assert.Contains(Path.GetFileName(file), Workloads.Manifest<V1Secret>().StringData.Keys);
    }

    [Fact]
    public void The_port_is_the_same_in_settings_pod_Service_and_NetworkPolicy()
    {
        var container = Workloads.Manifest<V1Deployment>().Spec.Template.Spec.Containers.Single();
        var ports = new List<int>
        {
            new Uri(container.Env.Single(e => e.Name == "Http__Url").Value).Port,
            container.Ports.Single().ContainerPort,
            Workloads.Manifest<V1Service>().Spec.Ports.Single().Port,
            int.Parse(
                Workloads.Manifest<V1NetworkPolicy>().Spec.Ingress.Single().Ports.Single().Port.Value,
                System.Globalization.CultureInfo.InvariantCulture
            ),
        };

        Assert.All(ports, port => Assert.Equal(HttpSettings.DefaultUrl.Port, port));
    }

    /// <summary>A cluster that does not answer is no reason to kill the pod.</summary>
    [Fact]
    public void Only_readiness_depends_on_the_cluster()
    {
        var container = Workloads.Manifest<V1Deployment>().Spec.Template.Spec.Containers.Single();

        Assert.Equal("/health/live", container.StartupProbe.HttpGet.Path);
        Assert.Equal("/health/live", container.LivenessProbe.HttpGet.Path);
        Assert.Equal("/health/ready", container.ReadinessProbe.HttpGet.Path);
    }

    [Fact]
    public void Every_selector_finds_the_pods()
    {
        var deployment = Workloads.Manifest<V1Deployment>();
        var labels = deployment.Spec.Template.Metadata.Labels;
        List<IDictionary<string, string>> selectors =
        [
            deployment.Spec.Selector.MatchLabels,
            Workloads.Manifest<V1Service>().Spec.Selector,
            Workloads.Manifest<V1NetworkPolicy>().Spec.PodSelector.MatchLabels,
            Workloads.Manifest<V1PodDisruptionBudget>().Spec.Selector.MatchLabels,
        ];

        Assert.All(selectors, selector => Assert.Equal(labels[Name], selector[Name]));
    }

    /// <summary>Its pod serves nothing, and would count as one that is missing.</summary>
    [Fact]
    public void No_selector_finds_the_set_up() =>
        Assert.NotEqual(
            Workloads.Manifest<V1Deployment>().Spec.Selector.MatchLabels[Name],
            Workloads.Manifest<V1Job>().Spec.Template.Metadata.Labels[Name]
        );

    [Fact]
    public void A_run_in_progress_has_time_to_end() =>
        Assert.True(
            Workloads.Manifest<V1Deployment>().Spec.Template.Spec.TerminationGracePeriodSeconds
                > DetectionsHost.StopTimeout.TotalSeconds
        );

    [Fact]
    public void A_node_can_be_drained_although_there_is_one_pod() =>
        Assert.Equal("1", Workloads.Manifest<V1PodDisruptionBudget>().Spec.MaxUnavailable.Value);
}
