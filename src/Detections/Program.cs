return await Detections.Commands.CommandLine.RunAsync(args);
