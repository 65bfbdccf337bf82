Console.WriteLine("detections");
